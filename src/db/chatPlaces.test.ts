import { sql } from 'drizzle-orm';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { arrangeChats, putBack, shelvesAt } from './chatPlaces';
import { createChat, listChats } from './chats';
import type { Library } from './open';
import { createProject } from './projects';
import { chats } from './schema';
import { openTestLibrary } from './testing';

let library: Library;
let [here, there] = ['', ''];
beforeAll(async () => {
  library = await openTestLibrary();
});
beforeEach(async () => {
  here = (await createProject(library.db, { name: 'Here' })).id;
  there = (await createProject(library.db, { name: 'There' })).id;
});
afterAll(() => library.close());

const make = async (title: string, projectId = here) =>
  (await createChat(library.db, projectId, { title })).id;
const titles = async (projectId: string, shelf: 'active' | 'archived' | 'trashed' = 'active') =>
  (await listChats(library.db, { projectId, shelf }))
    .map(({ title }) => title)
    .toSorted((a, b) => a.localeCompare(b));

test('chats of several projects are deleted at once, and all of them come back to where they were', async () => {
  const ids = [await make('a'), await make('b'), await make('c', there)];
  await arrangeChats(library.db, ids.slice(1, 2), { shelf: 'archived' });
  await arrangeChats(library.db, ids.slice(2), { pinned: true });
  const rows = async () => library.db.select().from(chats).orderBy(chats.key);
  const before = await rows();

  const places = await arrangeChats(library.db, ids, { shelf: 'trashed' });
  expect(await titles(here, 'trashed')).toEqual(['a', 'b']);
  expect(await titles(there, 'trashed')).toEqual(['c']);
  await putBack(library.db, places);
  expect(await rows()).toEqual(before);
});

test('chats move to another project and back', async () => {
  const ids = [await make('a'), await make('b')];
  const places = await arrangeChats(library.db, ids, { projectId: there });
  expect([await titles(here), await titles(there)]).toEqual([[], ['a', 'b']]);
  await putBack(library.db, places);
  expect([await titles(here), await titles(there)]).toEqual([['a', 'b'], []]);
});

test('all or nothing: a move to a project that is not there leaves every chat where it was', async () => {
  const ids = [await make('a'), await make('b')];
  await expect(arrangeChats(library.db, ids, { projectId: crypto.randomUUID() })).rejects.toThrow(
    'FOREIGN KEY',
  );
  expect(await titles(here)).toEqual(['a', 'b']);
});

test(
  'more chats than a statement takes values are arranged at once',
  { timeout: 60_000 },
  async () => {
    const ids = Array.from({ length: 40_000 }, () => crypto.randomUUID());
    await library.db.run(sql`insert into chats (id, project_id, created_at, updated_at)
    select value, ${here}, 1, 1 from json_each(${JSON.stringify(ids)})`);
    const places = await arrangeChats(library.db, ids, { shelf: 'trashed' });
    expect(places.length).toBe(40_000);
    expect(await listChats(library.db, { projectId: here })).toEqual([]);
    await putBack(library.db, places);
    expect((await listChats(library.db, { projectId: here, limit: 100_000 })).length).toBe(40_000);
  },
);

test('chats that are not there are an error that says so', async () => {
  await expect(arrangeChats(library.db, [crypto.randomUUID()], { pinned: true })).rejects.toThrow(
    'This chat is no longer in the library.',
  );
});

test('where a chat and its project are is told by either, without counting anything', async () => {
  const chatId = await make('a');
  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  const place = { projectId: here, project: 'active' };
  expect(await shelvesAt(library.db, { projectId: null, chatId })).toEqual({
    ...place,
    chat: 'trashed',
  });
  expect(await shelvesAt(library.db, { projectId: here, chatId: null })).toEqual({
    ...place,
    chat: null,
  });
  await expect(shelvesAt(library.db, { projectId: here, chatId: 'gone' })).rejects.toThrow(
    'no longer in the library',
  );
});
