import type { RefObject } from 'preact';
import { useLayoutEffect } from 'preact/hooks';
import { rangesOf } from '../format/marks';
import type { Match } from '../models/find';

/** Names in styles/search.css. */
const ALL = 'find';
const CURRENT = 'find-current';

interface Marks {
  words: readonly string[];
  /** Only in this message; else in all. */
  within?: string | undefined;
  current?: Match | undefined;
}

/** Marks words in the messages that are drawn, without changing what is drawn. */
export function useMarks(root: RefObject<HTMLElement | null>, marks: Marks, drawn: unknown[]) {
  const { words, within, current } = marks;
  useLayoutEffect(() => {
    if (!('highlights' in CSS)) return;
    const rows = [...(root.current?.querySelectorAll<HTMLElement>('.message-row') ?? [])];
    const all: Range[] = [];
    for (const row of rows) {
      const { message } = row.dataset;
      if (within !== undefined && message !== within) continue;
      const ranges = words.length > 0 ? rangesOf(row, words) : [];
      all.push(...ranges);
    }
    CSS.highlights.set(ALL, new Highlight(...all));
    const range = current && currentRange(rows, words, current);
    CSS.highlights.set(CURRENT, range ? new Highlight(range) : new Highlight());
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [words.join('\n'), within, current?.messageId, current?.nth, ...drawn]);
  useLayoutEffect(
    () => () => {
      if (!('highlights' in CSS)) return;
      CSS.highlights.delete(ALL);
      CSS.highlights.delete(CURRENT);
    },
    [],
  );
}

/** What is drawn of a message may have fewer of them than its text. */
export function currentRange(
  rows: readonly HTMLElement[],
  words: readonly string[],
  { messageId, nth }: Match,
): Range | undefined {
  const row = rows.find(({ dataset }) => dataset['message'] === messageId);
  const ranges = row ? rangesOf(row, words) : [];
  return ranges[Math.min(nth, ranges.length - 1)];
}
