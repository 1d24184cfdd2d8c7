import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { arrangeChats, putBack } from '../db/chatPlaces';
import { createChat } from '../db/chats';
import type { Library } from '../db/open';
import { createProject } from '../db/projects';
import { chats } from '../db/schema';
import { openTestLibrary } from '../db/testing';
import { Eraser } from './eraser';

const setting = vi.hoisted(() => ({ days: 0 }));
vi.mock('vscode', () => ({
  workspace: { getConfiguration: () => ({ get: () => setting.days }) },
}));

const DAY = 86_400_000;
let library: Library;
let notes: string[];
beforeEach(async () => {
  library = await openTestLibrary();
  notes = [];
});
afterEach(() => library.close());

/** Chats that have been in the trash for so many days. */
async function deletedDaysAgo(...ages: number[]) {
  const { db } = library;
  const { id: projectId } = await createProject(db, { name: 'A' });
  for (const days of ages) {
    const { id } = await createChat(db, projectId, { title: `${days} days` });
    const [place] = await arrangeChats(db, [id], { shelf: 'trashed' });
    const shelvedAt = new Date(Date.now() - days * DAY);
    if (place) await putBack(db, [{ ...place, shelf: 'trashed', shelvedAt }]);
  }
}
const log = (error: unknown) => expect.unreachable(String(error));
const titles = async () => (await library.db.select().from(chats)).map(({ title }) => title);

async function look() {
  const eraser = new Eraser({ log, note: (sentence) => notes.push(sentence) }, () => {});
  await eraser.emptyOld(library.db);
  eraser.wake(library.db);
}

test('what is older than the user set is deleted for good, and the log says so', async () => {
  setting.days = 30;
  await deletedDaysAgo(31, 29, 0);
  await look();
  await expect.poll(titles).toEqual(['29 days', '0 days']);
  expect(notes[0]).toContain('in the trash for 30 days: 1 chat.');
});

test('by default the trash is never emptied', async () => {
  setting.days = 0;
  await deletedDaysAgo(10_000);
  await look();
  await library.db.select().from(chats);
  expect(await titles()).toEqual(['10000 days']);
  expect(notes).toEqual([]);
});
