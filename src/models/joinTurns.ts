import type { Turn } from './provider';

/**
 * Neighbouring turns of one role as one: the templates of many local models take only turns that alternate. They
 * come about where an answer brought no text.
 */
export function joinTurns(turns: Turn[]): Turn[] {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const before = joined.at(-1);
    if (before?.role === turn.role) joined[joined.length - 1] = join(before, turn);
    else joined.push(turn);
  }
  return joined;
}

function join(before: Turn, { text, images = [] }: Turn): Turn {
  const all = [...(before.images ?? []), ...images];
  return {
    ...before,
    text: [before.text, text].filter(Boolean).join('\n\n'),
    ...(all.length > 0 && { images: all }),
  };
}
