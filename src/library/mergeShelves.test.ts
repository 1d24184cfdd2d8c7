import { expect, test } from 'vitest';
import { addExchange } from '../db/exchanges';
import { arrangeChats } from '../db/chatPlaces';
import { createChat, listChats, renameChat } from '../db/chats';
import type { Library } from '../db/open';
import { createProjectWithChat, shelveProject } from '../db/projects';
import { projects } from '../db/schema';
import { openTestLibrary } from '../db/testing';
import { dump, merge, newFile, run } from './mergeTesting';

/** A chat that both libraries have, and what happens to it here and there, in this order. */
async function inBoth(...steps: ((both: InBoth) => Promise<unknown>)[]) {
  const here = newFile();
  const first = await openTestLibrary(here);
  const { project, chat } = await createProjectWithChat(first.db, { name: 'Both' });
  await first.close();
  const there = newFile();
  await run('backUp', { file: here, copy: there });
  const [ours, theirs] = [await openTestLibrary(here), await openTestLibrary(there)];
  for (const step of steps) {
    await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond on the clock
    await step({ here: ours.db, there: theirs.db, projectId: project.id, chatId: chat.id });
  }
  await Promise.all([ours.close(), theirs.close()]);
  await merge(here, there);
  const { chats, projects, messages } = dump(here);
  return { chat: chats?.[0]?.['shelf'], project: projects?.[0]?.['shelf'], messages };
}
interface InBoth {
  here: Library['db'];
  there: Library['db'];
  projectId: string;
  chatId: string;
}
const write = (db: Library['db'], chatId: string) =>
  addExchange(db, { chatId, text: 'new', model: 'm', requestId: crypto.randomUUID(), owner: 'x' });
const trash = (db: Library['db'], chatId: string) =>
  arrangeChats(db, [chatId], { shelf: 'trashed' });

test('what is in the trash here stays there, unless it was written to there afterwards', async () => {
  const renamed = await inBoth(
    ({ here, chatId }) => trash(here, chatId),
    ({ there, chatId }) => renameChat(there, chatId, 'Renamed'),
  );
  expect(renamed.chat).toBe('trashed');
  const before = await inBoth(
    ({ there, chatId }) => write(there, chatId),
    ({ here, chatId }) => trash(here, chatId),
  );
  expect(before).toMatchObject({ chat: 'trashed', messages: { length: 2 } });
  const after = await inBoth(
    ({ here, chatId }) => trash(here, chatId),
    ({ there, chatId }) => write(there, chatId),
  );
  expect(after).toMatchObject({ chat: 'active', messages: { length: 2 } });
});

test('a project in the trash here comes back when one of its chats was written to there afterwards', async () => {
  const trashHere = ({ here, projectId }: InBoth) => shelveProject(here, projectId, 'trashed');
  const writeThere = ({ there, chatId }: InBoth) => write(there, chatId);
  expect(await inBoth(trashHere, writeThere)).toMatchObject({ project: 'active', chat: 'active' });
  expect(await inBoth(writeThere, trashHere)).toMatchObject({ project: 'trashed' });
});

test('what is in the trash there comes into the trash, unless it was written to here afterwards', async () => {
  const trashed = await inBoth(({ there, chatId }) => trash(there, chatId));
  expect(trashed.chat).toBe('trashed');
  const written = await inBoth(
    ({ there, chatId }) => trash(there, chatId),
    ({ here, chatId }) => write(here, chatId),
  );
  expect(written.chat).toBe('active');
  const [here, there] = [newFile(), newFile()];
  const theirs = await openTestLibrary(there);
  const { chat } = await createProjectWithChat(theirs.db, { name: 'Theirs' });
  await trash(theirs.db, chat.id);
  await theirs.close();
  await (await openTestLibrary(here)).close();
  await merge(here, there);
  expect(dump(here)['chats']).toMatchObject([{ id: chat.id, shelf: 'trashed' }]);
});

test('the chats of all libraries are listed by when they were last written to', async () => {
  const files = [newFile(), newFile(), newFile()];
  const libraries = await Promise.all(files.map((file) => openTestLibrary(file)));
  const projectId = crypto.randomUUID();
  for (const { db } of libraries) await db.insert(projects).values({ id: projectId, name: 'All' });
  const titles: string[] = [];
  for (let n = 0; n < 9; n++) {
    const db = libraries[(n * 2) % 3]?.db;
    if (!db) throw new Error('There are three libraries.');
    titles.unshift(`Chat ${n}`);
    const chat = await createChat(db, projectId, { title: `Chat ${n}` });
    await new Promise((resolve) => setTimeout(resolve, 2)); // another millisecond on the clock
    await write(db, chat.id);
  }
  await Promise.all(libraries.map(({ close }) => close()));
  const [here = '', ...others] = files;
  for (const from of others) await merge(here, from);
  const { db, close } = await openTestLibrary(here);
  const listed = async () =>
    (await listChats(db, { projectId, limit: 50 })).map(({ title }) => title);
  expect(await listed()).toEqual(titles);
  const late = await createChat(db, projectId, { title: 'Late' });
  await write(db, late.id);
  expect(await listed()).toEqual(['Late', ...titles]);
  await close();
});
