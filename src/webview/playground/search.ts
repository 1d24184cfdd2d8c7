import type { AppHost, Message, SearchHit, Segment } from '../../protocol/api';
import type { Library } from './library';

type Asked = Parameters<AppHost['call']>[1] & { query: string; kind: string; order: string };

/** As much of the search as a script can play: any of the words, letter case aside. */
export function search(library: Library, asked: Asked) {
  const words = asked.query.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  const found = library.hits.filter(({ kind, snippet }) => {
    const text = snippet
      .map((segment) => segment.text)
      .join('')
      .toLowerCase();
    const isWanted = asked.kind === 'all' || (asked.kind === 'files') === (kind === 'file');
    return isWanted && words.some((word) => text.includes(word));
  });
  return { hits: found, before: null, hasWords: words.length > 0, isComplete: library.isIndexed };
}

export function findInChat(messages: readonly Message[], wanted: string) {
  const counts = messages.map(({ messageId, text }) => ({
    messageId,
    inReasoning: 0,
    count: text.toLowerCase().split(wanted.toLowerCase()).length - 1,
  }));
  return counts.filter(({ count }) => count > 0);
}

export function around(messages: readonly Message[], at: number, before: number, after: number) {
  const [from, to] = [Math.max(0, at - before), Math.max(0, at + after + 1)];
  return {
    messages: messages.slice(from, to),
    hasOlder: from > 0,
    hasNewer: to < messages.length,
  };
}

/** “…why do we [retr]y twice”: what is in brackets is marked. */
const segments = (text: string): Segment[] =>
  text
    .split(/[[\]]/)
    .map((piece, i) => ({ text: piece, marked: i % 2 === 1 }))
    .filter((segment) => segment.text !== '');

export const makeHit = (
  change: Pick<SearchHit, 'id' | 'projectId' | 'projectName' | 'title'> & Partial<SearchHit>,
  snippet: string,
): SearchHit => ({
  kind: 'message',
  chatId: null,
  isArchived: false,
  role: 'user',
  line: null,
  time: null,
  ...change,
  snippet: segments(snippet),
});
