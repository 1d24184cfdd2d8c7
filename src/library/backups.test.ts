import { existsSync, readdirSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { addMessage } from '../db/messages';
import type { Library } from '../db/open';
import { createProjectWithChat, listProjects } from '../db/projects';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from '../db/testing';
import { copyPath, type CopyReason } from '../db/copyNames';
import { copyVerified, withConnection } from '../db/verifiedCopy';
import { backupsFolder, dropOldBackups, isBackupDue, listBackups } from './backups';
import type { RunJob } from './maintenance';
import { restoreBackup } from './restore';
import { testMaintenance } from './testing';

const run: RunJob = await testMaintenance();
const HOUR = 3_600_000;

async function filledLibrary(file = path.join(temporaryFolder(), 'library.db')) {
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Payments' });
  await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'why retry twice?' });
  return { library, file, chatId: chat.id };
}

const projectNames = async ({ db }: Library) => (await listProjects(db)).map(({ name }) => name);

/** What a backup of that time would be called. */
function pretend(file: string, reason: CopyReason, at: Date) {
  const copy = copyPath(file, reason, at);
  writeFileSync(copy, 'a copy');
  return copy;
}

test('a backup is made while the library is written to, and can be opened on its own', async () => {
  const { library, file, chatId } = await filledLibrary();
  const copy = copyPath(file, 'by-hand');
  let isCopied = false;
  const copying = run('backUp', { file, copy }).finally(() => (isCopied = true));
  let written = 1;
  while (!isCopied) {
    await addMessage(library.db, { chatId, role: 'user', text: `message ${written++}` });
  }
  const contents = await copying;
  expect(contents).toMatchObject({ projects: 1, chats: 1 });
  expect(written).toBeGreaterThan(1);
  await library.close();

  const opened = await openTestLibrary(copy);
  expect(await projectNames(opened)).toEqual(['Payments']);
  await opened.close();
  expect(readdirSync(backupsFolder(file)).filter((name) => name.endsWith('.partial'))).toEqual([]);
});

test('who cancels while the copy is checked has none', async () => {
  const { library, file } = await filledLibrary();
  const copy = copyPath(file, 'by-hand');
  let isCancelled = false;
  const tick = (step?: string) => {
    if (isCancelled) throw new Error('It was cancelled.');
    isCancelled = step === 'Checking the copy';
  };
  const copying = () => withConnection(file, (connection) => copyVerified(connection, copy, tick));
  expect(copying).toThrow('It was cancelled.');
  expect(readdirSync(backupsFolder(file))).toEqual([]);
  await library.close();
});

test('an empty library is not backed up by itself', async () => {
  const library = await openTestLibrary();
  const copy = copyPath(library.file, 'daily');
  expect(await run('backUp', { file: library.file, copy, unlessEmpty: true })).toBeNull();
  expect(existsSync(copy)).toBe(false);
  await library.close();
});

test('what the backups hold is told, and of what is no backup that it is none', async () => {
  const { library, file } = await filledLibrary();
  const copy = copyPath(file, 'by-hand');
  await run('backUp', { file, copy });
  const broken = pretend(file, 'daily', new Date());
  expect(await run('describe', { files: [copy, broken, `${copy}.gone`] })).toEqual([
    { projects: 1, chats: 1, messages: 1 },
    null,
    null,
  ]);
  expect(existsSync(`${copy}.gone`)).toBe(false);
  await library.close();
});

test('the oldest daily copies go first; copies by hand and the newest of the others stay', async () => {
  const { library, file } = await filledLibrary();
  await run('backUp', { file, copy: copyPath(file, 'by-hand') });
  const now = Date.now();
  const days = (count: number) => new Date(now - count * 24 * HOUR);
  const daily = [1, 2, 3, 4].map((n) => pretend(file, 'daily', days(n)));
  const updates = [9, 10, 11, 12, 13, 14].map((n) => pretend(file, 'before-update', days(n)));
  const other = pretend(file.replace('library.db', 'library2.db'), 'daily', days(20));

  const dropped = await dropOldBackups(file, 2);
  expect(new Set(dropped)).toEqual(new Set([daily[2], daily[3], updates[5]]));
  const left = (await listBackups(file)).map(({ reason }) => reason);
  expect(left).toEqual(['by-hand', 'daily', 'daily', ...Array(5).fill('before-update')]);
  expect(existsSync(other)).toBe(true);

  await dropOldBackups(file, 0);
  expect((await listBackups(file)).filter(({ reason }) => reason === 'daily')).toEqual([]);
  await library.close();
});

test('a backup is due a day after the last one, when the library was written to since', async () => {
  const { library, file } = await filledLibrary();
  expect(await isBackupDue(file)).toBe(true);
  await run('backUp', { file, copy: copyPath(file, 'daily') });
  await library.close();
  const tomorrow = Date.now() + 25 * HOUR;
  expect(await isBackupDue(file)).toBe(false);
  expect(await isBackupDue(file, tomorrow)).toBe(true);

  const [last] = await listBackups(file);
  const before = new Date((last?.at.getTime() ?? 0) - HOUR);
  utimesSync(file, before, before);
  expect(await isBackupDue(file, tomorrow), 'not written to').toBe(false);
  const again = await openTestLibrary(file);
  expect(await isBackupDue(file, tomorrow), 'opened only').toBe(false);
  await createProjectWithChat(again.db, { name: 'Billing' });
  expect(statSync(`${file}-wal`).size).toBeGreaterThan(0);
  expect(await isBackupDue(file, tomorrow), 'written to').toBe(true);
  await again.close();
});

async function restore(library: Library, from: string) {
  const holder = { library };
  const restored = await restoreBackup({
    file: library.file,
    from,
    migrationsFolder: MIGRATIONS,
    run,
    whileClosed: async (work) => {
      await holder.library.close();
      try {
        await work();
      } finally {
        holder.library = await openTestLibrary(library.file);
      }
    },
  });
  return { ...restored, library: holder.library };
}

test('a restore brings the backup back, and restoring what was before undoes it', async () => {
  const { library, file } = await filledLibrary();
  const copy = copyPath(file, 'by-hand');
  await run('backUp', { file, copy });
  await createProjectWithChat(library.db, { name: 'Later' });

  const restored = await restore(library, copy);
  expect(restored.contents).toEqual({ projects: 1, chats: 1, messages: 1 });
  expect(await projectNames(restored.library)).toEqual(['Payments']);
  expect((await listBackups(file)).map(({ reason }) => reason)).toEqual([
    'before-restore',
    'by-hand',
  ]);

  const undone = await restore(restored.library, restored.before);
  expect((await projectNames(undone.library)).sort()).toEqual(['Later', 'Payments']);
  await undone.library.close();
});

test('what is not a backup is refused, and the library stays', async () => {
  const { library, file } = await filledLibrary();
  const wrong = path.join(path.dirname(file), 'wrong.db');
  writeFileSync(wrong, '');
  await expect(restore(library, wrong)).rejects.toThrow('not a library of Better GPT');
  writeFileSync(wrong, 'This is no library.'.repeat(100));
  await expect(restore(library, wrong)).rejects.toThrow('not a library of Better GPT');
  expect(await projectNames(library)).toEqual(['Payments']);
  await library.close();
});

test('a library that another program has open and does not let go of is not replaced', async () => {
  const { library, file } = await filledLibrary();
  const copy = copyPath(file, 'by-hand');
  await run('backUp', { file, copy });
  const other = await openTestLibrary(file);
  await expect(restore(library, copy)).rejects.toThrow('Another window has this library open');
  await createProjectWithChat(other.db, { name: 'Written there' });
  await other.close();
  const again = await openTestLibrary(file);
  expect(await projectNames(again)).toContain('Written there');
  await again.close();
}, 20_000);
