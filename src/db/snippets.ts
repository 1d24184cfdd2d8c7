import type { SearchQuery } from './searchQuery';
import { emojiOf, isUnspaced } from './searchTerms';

/** A piece of a snippet; what was looked for is marked. */
export interface Segment {
  text: string;
  marked: boolean;
}

/** Around what the tokenizer matched. Private-use characters: whoever has them in a text gets a wrong mark, no more. */
export const OPEN = '\u{e000}';
export const CLOSE = '\u{e001}';

const LONGEST = 300;
/** So much is shown before the first mark: in a narrow view it must not be cut off. */
const LEAD = 24;

export type Marker = (marked: string, around: string | null) => Segment[];

/**
 * What the full-text index marked, and inside of longer words what only we know of: parts of identifiers, and
 * anything in a script without spaces. `around` is a piece of text for when the index marked nothing.
 */
export function createMarker({ words, literals }: Pick<SearchQuery, 'words' | 'literals'>): Marker {
  const signed = literals.filter(({ isExcluded }) => !isExcluded).map(({ text }) => text);
  const pattern = wordsPattern(words, signed);
  return (marked, around) => {
    const isBetter = !marked.includes(OPEN) || signed.length > 0;
    const text = isBetter && around !== null ? around : marked;
    const segments = splitMarked(text.slice(0, 4 * LONGEST).replaceAll(/\s+/g, ' ')).flatMap(
      (segment) => (segment.marked || !pattern ? [segment] : markParts(segment.text, pattern)),
    );
    return cutEnd(cutLead(segments));
  };
}

export const plainText = (segments: Segment[]): string => segments.map(({ text }) => text).join('');

function splitMarked(text: string): Segment[] {
  return text.split(OPEN).flatMap((piece, i) => {
    if (i === 0) return [{ text: piece, marked: false }];
    const end = piece.indexOf(CLOSE);
    if (end < 0) return [{ text: piece, marked: false }];
    return [
      { text: piece.slice(0, end), marked: true },
      { text: piece.slice(end + 1), marked: false },
    ];
  });
}

function wordsPattern(words: string[], signed: string[]): RegExp | undefined {
  const inner = words.flatMap((word) => word.match(/[\p{L}\p{N}\p{M}]+/gu) ?? []);
  const telling = inner.filter((word) => word.length > 1 || isUnspaced(word));
  const literal = signed.map((text) => text.replaceAll('+', String.raw`\+`));
  const all = [...literal, ...telling, ...words.flatMap(emojiOf)];
  return all.length === 0 ? undefined : new RegExp(all.join('|'), 'giu');
}

function markParts(text: string, pattern: RegExp): Segment[] {
  const segments: Segment[] = [];
  let from = 0;
  for (const { index, 0: found } of text.matchAll(pattern)) {
    if (!isUnspaced(found) && emojiOf(found).length === 0 && !beginsPart(text, index)) continue;
    segments.push({ text: text.slice(from, index), marked: false }, { text: found, marked: true });
    from = index + found.length;
  }
  return [...segments, { text: text.slice(from), marked: false }].filter((s) => s.text !== '');
}

/** A word, or a hump of an identifier. */
function beginsPart(text: string, index: number): boolean {
  const around = text.slice(Math.max(0, index - 1), index + 2);
  if (index === 0 || !/^[\p{L}\p{N}]/u.test(around) || isUnspaced(around[0] ?? '')) return true;
  return /^(?:\p{Ll}\p{Lu}|\p{Lu}\p{Lu}\p{Ll}|\p{N}\p{L}|\p{L}\p{N})/u.test(around);
}

function cutLead(segments: Segment[]): Segment[] {
  const first = segments.findIndex(({ marked }) => marked);
  if (first < 0) return segments;
  const lead = plainText(segments.slice(0, first));
  if (lead.length <= LEAD) return segments;
  // From the beginning of a word, where there is one.
  const kept = lead.slice(-LEAD).replace(/^\S*\s+(?=\S)/, '');
  return [{ text: `…${kept}`, marked: false }, ...segments.slice(first)];
}

function cutEnd(segments: Segment[]): Segment[] {
  let room = LONGEST;
  return segments.flatMap((segment) => {
    const text = segment.text.slice(0, Math.max(0, room)).toWellFormed();
    room -= segment.text.length;
    return text === '' ? [] : [{ ...segment, text }];
  });
}
