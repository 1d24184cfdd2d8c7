import { copyFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'libsql';
import { expect, test } from 'vitest';
import { copyPath } from '../db/copyNames';
import { addMessage, readBranch } from '../db/messages';
import type { Library } from '../db/open';
import { createProjectWithChat } from '../db/projects';
import { chats } from '../db/schema';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from '../db/testing';
import { checkLibrary } from './check';
import { type RestoreOptions, restoreBackup } from './restore';
import { describeFlaws, describeMending } from './salvage/rescue';
import { incomingOf } from './swap';
import { testMaintenance } from './testing';

const run = await testMaintenance();
const textOf = (n: number) => `Message ${n}: why does the webhook retry twice?`;
const LONG = 'A page of its own. '.repeat(2_000);
const LATER = 'Written after the backup was made';

/** Of a backup in which not all is as it was written, with the library it was made of, which is open. */
async function damagedBackup(change: (backup: string) => void) {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Payments' });
  const add = (text: string) => addMessage(library.db, { chatId: chat.id, role: 'user', text });
  for (let n = 0; n < 5; n++) await add(textOf(n));
  await add(LONG);
  const backup = copyPath(file, 'by-hand');
  await run('backUp', { file, copy: backup });
  change(backup);
  const last = await add(LATER);
  return { file, library, backup, last };
}

/** More than a bit of the first of them, so that nobody can tell from the words what they were. */
function changeWords(backup: string, ...numbers: number[]) {
  const db = new Database(backup);
  for (const n of numbers) {
    const change = db.prepare('UPDATE messages SET text = ? WHERE text = ?');
    change.run([textOf(n).replace('webhook', 'we____k'), textOf(n)]);
  }
  db.close();
}

function inBytes(backup: string, change: (bytes: Buffer) => void) {
  const bytes = readFileSync(backup);
  change(bytes);
  writeFileSync(backup, bytes);
}

const examine = (file: string) => run('examine', { file, migrationsFolder: MIGRATIONS });

async function restore(library: Library, from: string, more: Partial<RestoreOptions> = {}) {
  const restored = await restoreBackup({
    ...{ file: library.file, from, migrationsFolder: MIGRATIONS, run, ...more },
    whileClosed: async (work) => {
      await library.close();
      await work();
    },
  });
  expect(checkLibrary(library.file, () => undefined)).toBeNull();
  const { db, close } = await openTestLibrary(library.file);
  const [chat] = await db.select().from(chats);
  const branch = await readBranch(db, chat?.leafId ?? '');
  await close();
  return { ...restored, branch };
}

const textsOf = (branch: { text: string }[]) => branch.map(({ text }) => text);
const WRITTEN = [...[0, 1, 2, 3, 4].map(textOf), LONG];

test('of a backup it is told how many of its messages are not as they were written', async () => {
  const { library, backup } = await damagedBackup(() => undefined);
  const contents = { projects: 1, chats: 1, messages: 6 };
  expect(await examine(backup)).toEqual({ contents, flaws: null });
  changeWords(backup, 1, 3);
  inBytes(backup, (bytes) => {
    bytes.writeUInt8(0xff, bytes.indexOf(textOf(4)) + 3); // the driver would end the process
  });
  const { flaws } = await examine(backup);
  expect(flaws).toEqual({ messages: 3, others: 0, unreadable: 0 });
  expect(flaws && describeFlaws(flaws)).toBe('3 messages of this backup are damaged.');
  await library.close();
});

test('what the library itself still has comes from there, and nothing that is newer', async () => {
  const { library, backup } = await damagedBackup((copy) => changeWords(copy, 1, 3));
  const { branch, rescue } = await restore(library, backup);
  expect(textsOf(branch)).toEqual(WRITTEN);
  expect(branch.every(({ damage }) => damage === null)).toBe(true);
  expect(rescue && describeMending(rescue)).toEqual([
    'What had changed in 2 places was put right.',
  ]);
});

test('what nobody has any more stays as it is, with a mark', async () => {
  const { library, backup } = await damagedBackup((copy) => changeWords(copy, 1));
  const elsewhere = path.join(temporaryFolder(), 'library.db');
  copyFileSync(backup, elsewhere);
  await library.close();
  const { branch, rescue } = await restore(
    await openTestLibrary(path.join(temporaryFolder(), 'library.db')),
    elsewhere,
  );
  expect(branch.map(({ damage }) => damage)).toEqual([null, 'lasting', null, null, null, null]);
  expect(rescue?.kept).toHaveLength(1);
});

test('what cannot be read is missing, and is not made up for with what is newer', async () => {
  const { library, backup } = await damagedBackup((copy) =>
    inBytes(copy, (bytes) => {
      const page = Math.floor(bytes.indexOf(textOf(0)) / 4_096) * 4_096;
      bytes.writeUInt8(0, page); // what kind of page it is
    }),
  );
  const { flaws } = await examine(backup);
  expect(flaws && describeFlaws(flaws)).toBe('1 place of this backup cannot be read.');
  const { branch, rescue, contents } = await restore(library, backup);
  expect(contents).toMatchObject({ projects: 1, chats: 1 });
  expect(rescue?.unreadablePages).toBe(1);
  expect(textsOf(branch)).not.toContain(LATER);
});

test('who cancels while it is looked at has everything as it was', async () => {
  const { library, file, backup } = await damagedBackup((copy) => changeWords(copy, 1));
  const before = [file, backup].map((one) => readFileSync(one));
  const abort = new AbortController();
  const whileClosed = () => expect.unreachable('nothing is replaced');
  const options = { file, from: backup, migrationsFolder: MIGRATIONS, run, whileClosed };
  const onProgress = () => abort.abort(new Error('cancelled'));
  const restoring = restoreBackup({ ...options, signal: abort.signal, onProgress });
  await expect(restoring).rejects.toThrow('cancelled');
  expect([file, backup].map((one) => readFileSync(one))).toEqual(before);
  expect(existsSync(incomingOf(file))).toBe(false);
  await library.close();
});
