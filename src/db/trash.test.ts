import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrangeChats, putBack } from './chatPlaces';
import { createChat, listChats } from './chats';
import type { Library } from './open';
import { createProject, listProjects, shelveProject } from './projects';
import { openTestLibrary } from './testing';
import { countTrash, listTrashedChats, listTrashedProjects, markForErasing } from './trash';

let library: Library;
beforeEach(async () => {
  library = await openTestLibrary();
});
afterEach(() => library.close());

async function projectWithChats(name: string, ...titles: string[]) {
  const { id } = await createProject(library.db, { name });
  const ids: string[] = [];
  for (const title of titles) ids.push((await createChat(library.db, id, { title })).id);
  return { id, ids };
}
const trash = (ids: string[]) => arrangeChats(library.db, ids, { shelf: 'trashed' });
const titlesInTrash = async () =>
  (await listTrashedChats(library.db, {})).map(({ title, projectName }) => [title, projectName]);

test('the trash lists deleted chats with their projects, deleted last, first', async () => {
  const [a, b] = [await projectWithChats('A', 'one', 'two'), await projectWithChats('B', 'three')];
  await trash(a.ids.slice(1));
  await trash(b.ids);
  expect(await titlesInTrash()).toEqual([
    ['three', 'B'],
    ['two', 'A'],
  ]);
  expect(await countTrash(library.db)).toEqual({ projects: 0, chats: 2 });
  expect(await countTrash(library.db, a.id)).toEqual({ projects: 0, chats: 1 });
});

test('the trash is read in pages that leave nothing out, even of chats deleted at one moment', async () => {
  const { ids } = await projectWithChats('A', ...Array.from({ length: 7 }, (_, i) => `chat ${i}`));
  await trash(ids);
  const read: string[] = [];
  for (let page = 0; page < 4; page++) {
    const rows = await listTrashedChats(library.db, { after: read.at(-1), limit: 3 });
    read.push(...rows.map(({ id }) => id));
  }
  expect(read.toSorted()).toEqual(ids.toSorted());
});

test('a deleted project takes its chats with it, the deleted ones included', async () => {
  const { id, ids } = await projectWithChats('A', 'one', 'two', 'three');
  await trash(ids.slice(2));
  await shelveProject(library.db, id, 'trashed');
  expect(await listTrashedProjects(library.db)).toMatchObject([{ id, name: 'A', chatCount: 2 }]);
  expect(await titlesInTrash()).toEqual([]);
  expect(await countTrash(library.db)).toEqual({ projects: 1, chats: 0 });
});

test('what is marked is in no list, and neither restoring nor undoing brings it back', async () => {
  const { id, ids } = await projectWithChats('A', 'one', 'two');
  const places = await trash(ids);
  expect(await markForErasing(library.db, { chatIds: ids.slice(0, 1) })).toEqual({
    projects: 0,
    chats: 1,
  });
  expect(await titlesInTrash()).toEqual([['two', 'A']]);
  await putBack(library.db, places);
  expect((await listChats(library.db, { projectId: id })).map(({ title }) => title)).toEqual([
    'two',
  ]);
  await expect(arrangeChats(library.db, ids.slice(0, 1), { shelf: 'active' })).rejects.toThrow(
    'no longer in the library',
  );
  expect(await listChats(library.db, { projectId: id, shelf: 'trashed' })).toEqual([]);
});

test('only what is in the trash can be chosen', async () => {
  const { id, ids } = await projectWithChats('A', 'one', 'two');
  await arrangeChats(library.db, ids.slice(1), { shelf: 'archived' });
  const soon = new Date(Date.now() + 60_000);
  for (const choice of [
    { chatIds: ids },
    { projectIds: [id] },
    { ofProject: id },
    { before: soon },
  ]) {
    expect(await markForErasing(library.db, choice)).toEqual({ projects: 0, chats: 0 });
  }
  expect(await listProjects(library.db)).toHaveLength(1);
  expect(await listChats(library.db, { projectId: id })).toHaveLength(1);
});

test('by age, what was deleted after that moment stays', async () => {
  const { ids } = await projectWithChats('A', 'old', 'new');
  const other = await projectWithChats('B', 'in it');
  const places = await trash(ids);
  await shelveProject(library.db, other.id, 'trashed');
  const longAgo = new Date(1_000);
  await putBack(
    library.db,
    places.slice(0, 1).map((place) => ({ ...place, shelf: 'trashed', shelvedAt: longAgo })),
  );
  expect(await markForErasing(library.db, { before: new Date(2_000) })).toEqual({
    projects: 0,
    chats: 1,
  });
  expect(await titlesInTrash()).toEqual([['new', 'A']]);
  expect(await countTrash(library.db)).toEqual({ projects: 1, chats: 1 });
});
