import type { RefObject } from 'preact';
import { useLayoutEffect, useState } from 'preact/hooks';
import { rangesOf } from '../format/marks';
import type { Match } from '../models/find';

/** Names in styles/search.css. */
const ALL = 'find';
const CURRENT = 'find-current';

export interface Marks {
  words: readonly string[];
  matchCase?: boolean | undefined;
  /** Only in this message; else in all. */
  within?: string | undefined;
  current?: Match | undefined;
}

/** Marks words in the messages that are drawn, without changing what is drawn. */
export function useMarks(root: RefObject<HTMLElement | null>, marks: Marks, drawn: unknown[]) {
  const { words, matchCase, within, current } = marks;
  useLayoutEffect(() => {
    if (!('highlights' in CSS)) return;
    const rows = [...(root.current?.querySelectorAll<HTMLElement>('.message-row') ?? [])];
    const all: Range[] = [];
    for (const row of rows) {
      const { message } = row.dataset;
      if (within !== undefined && message !== within) continue;
      all.push(...rangesOf(row, words, matchCase));
    }
    CSS.highlights.set(ALL, new Highlight(...all));
    const range = current && currentRange(rows, marks, current);
    CSS.highlights.set(CURRENT, range ? new Highlight(range) : new Highlight());
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [words.join('\n'), matchCase, within, current?.messageId, current?.nth, ...drawn]);
  useLayoutEffect(
    () => () => {
      if (!('highlights' in CSS)) return;
      CSS.highlights.delete(ALL);
      CSS.highlights.delete(CURRENT);
    },
    [],
  );
}

/** Changes whenever what is in the rows does: something unfolded, coloured, or still arriving. */
export function useDrawn(root: RefObject<HTMLElement | null>, isWatched: boolean): number {
  const [drawn, setDrawn] = useState(0);
  useLayoutEffect(() => {
    if (!root.current || !isWatched) return;
    const observer = new MutationObserver(() => setDrawn((times) => times + 1));
    observer.observe(root.current, { childList: true, characterData: true, subtree: true });
    return () => observer.disconnect();
  }, [root, isWatched]);
  return drawn;
}

/** What is drawn of a message may have fewer of them than its text. */
export function currentRange(
  rows: readonly HTMLElement[],
  { words, matchCase }: Pick<Marks, 'words' | 'matchCase'>,
  { messageId, nth }: Match,
): Range | undefined {
  const row = rows.find(({ dataset }) => dataset['message'] === messageId);
  const ranges = row ? rangesOf(row, words, matchCase) : [];
  return ranges[Math.min(nth, ranges.length - 1)];
}
