import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { arrangeChats } from './chatPlaces';
import { createChat, getChat, listChats, renameChat, saveDraft } from './chats';
import { addMessage } from './messages';
import type { Library } from './open';
import {
  createProject,
  createProjectWithChat,
  getProject,
  getProjectWithChatsAndFiles,
  listProjects,
  projectAnalytics,
  shelveProject,
  updateProject,
} from './projects';
import { attachFiles } from './files';
import { openTestLibrary } from './testing';

let library: Library;
let projectId: string;
beforeAll(async () => {
  library = await openTestLibrary();
});
beforeEach(async () => {
  projectId = (await createProject(library.db, { name: 'Chats' })).id;
});
afterAll(() => library.close());

async function makeChats(...titles: string[]): Promise<string[]> {
  const ids: string[] = [];
  for (const title of titles) ids.push((await createChat(library.db, projectId, { title })).id);
  return ids;
}
const titles = async (options: Omit<Parameters<typeof listChats>[1], 'projectId'> = {}) =>
  (await listChats(library.db, { projectId, ...options })).map(({ title }) => title);

test('pinned chats come first, then those last written to, page by page', async () => {
  const [a = '', , c = ''] = await makeChats('a', 'b', 'c', 'd', 'e');
  await addMessage(library.db, { chatId: c, role: 'user', text: 'x' });
  await arrangeChats(library.db, [a], { pinned: true });
  const order = ['a', 'c', 'e', 'd', 'b'];
  expect(await titles()).toEqual(order);

  const paged: string[] = [];
  for (let after: string | undefined; paged.length < order.length;) {
    const page = await listChats(library.db, { projectId, after, limit: 2 });
    paged.push(...page.map(({ title }) => title));
    after = page.at(-1)?.id;
  }
  expect(paged).toEqual(order);
  await arrangeChats(library.db, [a], { pinned: false });
  expect(await titles()).toEqual(['c', 'e', 'd', 'b', 'a']);
});

test.each([
  ['100%', ['100% sure']],
  ['%', ['100% sure']],
  ['_', ['snake_case']],
  [String.raw`\ `, [String.raw`back\ slash`]],
  ['  SURE ', ['100% sure', 'not sure']],
  ['nothing like it', []],
])('the filter %j is taken literally, letter case aside', async (filter, found) => {
  await makeChats('not sure', '100% sure', 'snake_case', String.raw`back\ slash`);
  expect(await titles({ filter })).toEqual(found);
});

test('a chat in the trash or the archive is listed only there, and comes back', async () => {
  const [a = '', b = ''] = await makeChats('a', 'b', 'c');
  await arrangeChats(library.db, [a], { shelf: 'trashed' });
  await arrangeChats(library.db, [b], { shelf: 'archived' });
  expect(await titles()).toEqual(['c']);
  expect(await titles({ shelf: 'trashed' })).toEqual(['a']);
  expect(await getChat(library.db, a)).toMatchObject({ shelvedAt: expect.any(Date) });
  await arrangeChats(library.db, [a], { shelf: 'active' });
  expect(await titles({ shelf: 'archived' })).toEqual(['b']);
  expect(await getChat(library.db, a)).toMatchObject({ shelf: 'active', shelvedAt: null });
});

test('a moved chat takes its messages along', async () => {
  const [a = ''] = await makeChats('a');
  await addMessage(library.db, { chatId: a, role: 'user', text: 'x' });
  const other = await createProject(library.db, { name: 'Other' });
  await arrangeChats(library.db, [a], { projectId: other.id });
  expect(await titles()).toEqual([]);
  expect(await listChats(library.db, { projectId: other.id })).toMatchObject([{ preview: 'x' }]);
});

test("a draft is what a chat shows of itself, and a name is the user's own", async () => {
  const chat = await createChat(library.db, projectId);
  await saveDraft(library.db, chat.id, 'half a thought');
  await renameChat(library.db, chat.id, 'Named');
  expect(await getChat(library.db, chat.id)).toMatchObject({
    preview: 'half a thought',
    title: 'Named',
    titleSource: 'user',
  });
});

test('a project with its first chat is both or neither', async () => {
  const before = (await listProjects(library.db)).length;
  const failing = createProjectWithChat(library.db, { name: 'Never' }, { title: '' });
  await expect(failing).rejects.toMatchObject({
    cause: { code: expect.stringContaining('CONSTRAINT') },
  });
  expect(await listProjects(library.db)).toHaveLength(before);
});

test('a project is counted with its chats and files, without its trash', async () => {
  const [a = ''] = await makeChats('a', 'b');
  await arrangeChats(library.db, [a], { shelf: 'trashed' });
  await attachFiles(library.db, projectId, [
    { uri: 'file:///a', path: 'a' },
    { uri: 'file:///a', path: 'a' },
    { uri: 'file:///b', path: 'b' },
  ]);
  const figures = { chatCount: 1, fileCount: 2, lastActive: expect.any(Number) };
  expect(await projectAnalytics(library.db, projectId)).toEqual(figures);
  expect(await getProject(library.db, projectId)).toMatchObject(figures);
  const whole = await getProjectWithChatsAndFiles(library.db, projectId);
  expect(whole.chats.map(({ title }) => title)).toEqual(['b']);
  expect(whole.files.map(({ path }) => path)).toEqual(['a', 'b']);
});

test('projects are filtered, changed and shelved; the last active comes first', async () => {
  const name = `50%_${projectId}`;
  await updateProject(library.db, projectId, { name, temperature: 2 });
  expect(await listProjects(library.db, { filter: '0%_' })).toMatchObject([
    { name, temperature: 2 },
  ]);
  const other = await createProject(library.db, { name });
  const chat = await createChat(library.db, projectId);
  await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'x' });
  const listed = await listProjects(library.db, { filter: name });
  expect(listed.map(({ id }) => id)).toEqual([projectId, other.id]);
  await shelveProject(library.db, other.id, 'trashed');
  expect(await listProjects(library.db, { filter: name })).toHaveLength(1);
  expect(await listProjects(library.db, { filter: name, shelf: 'trashed' })).toHaveLength(1);
});

test('what is gone is said to be gone', async () => {
  const chatGone = 'This chat is no longer in the library.';
  const projectGone = 'This project is no longer in the library.';
  await expect(getChat(library.db, 'nothing')).rejects.toThrow(chatGone);
  await expect(renameChat(library.db, 'nothing', 'x')).rejects.toThrow(chatGone);
  await expect(createChat(library.db, 'nothing')).rejects.toThrow(projectGone);
  await expect(getProject(library.db, 'nothing')).rejects.toThrow(projectGone);
  await expect(updateProject(library.db, 'nothing', { name: 'x' })).rejects.toThrow(projectGone);
});
