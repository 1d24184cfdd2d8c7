import { expect, test } from 'vitest';
import type { SearchHit } from '../../protocol/api';
import { makeHit } from '../playground/search';
import { scriptedHost } from '../testing';
import { SearchModel } from './search';

const hit = (id: string, projectName = 'A') =>
  makeHit({ id, projectId: projectName, projectName, title: id }, `the [${id}]`);
const ids = (hits: readonly SearchHit[] = []) => hits.map(({ id }) => id);
const kept = { query: '', filter: { kind: 'all', order: 'newest' } } as const;

interface Asked {
  query: string;
  before?: number;
  order: string;
}
const page = (hits: SearchHit[], before: number | null = null) => ({
  hits,
  before,
  hasWords: true,
  isComplete: true,
});

test('a new keystroke cancels what was looked for before, whose answer is not shown', async () => {
  const waiting = Promise.withResolvers<object>();
  const { host, posted } = scriptedHost({
    search: ({ query }: Asked) => (query === 'a' ? waiting.promise : page([hit('ab')])),
  });
  const search = new SearchModel(host, kept);
  const first = search.setQuery('a');
  await search.setQuery('ab');
  waiting.resolve(page([hit('a')]));
  await first;
  expect(ids(search.hits.value)).toEqual(['ab']);
  expect(posted.map(({ type }) => type)).toEqual(['request', 'cancel', 'request']);
  expect(search.busy.value).toBe(false);
});

test('few hits so far: it goes on looking by itself until the end', async () => {
  const { host, inputsOf } = scriptedHost({
    search: ({ before }: Asked) =>
      before === undefined ? page([hit('1')], 30) : page(before === 30 ? [] : [hit('2')], before === 30 ? 10 : null), // prettier-ignore
  });
  const search = new SearchModel(host, kept);
  await search.setQuery('x');
  expect(inputsOf('search').map((asked) => (asked as Asked).before)).toEqual([undefined, 30, 10]);
  expect(ids(search.hits.value)).toEqual(['1', '2']);
});

test('arrows walk the hits in the order in which they are drawn: project by project', async () => {
  const hits = [hit('1', 'A'), hit('2', 'B'), hit('3', 'A')];
  const { host } = scriptedHost({ search: () => page(hits) });
  const search = new SearchModel(host, kept);
  await search.setQuery('x');
  expect(ids(search.drawn.value)).toEqual(['1', '3', '2']);
  search.move(1);
  expect(search.drawn.value[search.active.value]?.id).toBe('3');
  search.move(9);
  expect(search.drawn.value[search.active.value]?.id).toBe('2');
});

test('a filter that is taken away is not asked for', async () => {
  const { host, inputsOf } = scriptedHost({ search: () => page([]) });
  const search = new SearchModel(host, { ...kept, query: 'x' });
  await search.setFilter({ projectId: 'p', order: 'best' });
  await search.setFilter({ projectId: undefined });
  expect(inputsOf('search')).toMatchObject([{ projectId: 'p', order: 'best' }, { order: 'best' }]);
  expect(inputsOf('search')[1]).not.toHaveProperty('projectId');
});

test('a failure is kept as a sentence, and nothing typed asks nothing', async () => {
  const { host, asked } = scriptedHost({
    search: () => {
      throw new Error('The library is busy.');
    },
  });
  const search = new SearchModel(host, kept);
  await search.setQuery('x');
  expect(search.problem.value).toBe('The library is busy.');
  await search.setQuery(' ');
  expect(search.problem.value).toBeUndefined();
  expect(asked).toHaveLength(1);
});
