import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import Database from 'libsql';
import { afterEach, expect, test, vi } from 'vitest';
import { addMessage } from '../../src/db/messages';
import { createProject, createProjectWithChat, listProjects } from '../../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { copyPath } from '../../src/db/copyNames';
import { listBackups } from '../../src/library/backups';
import { checkWhileOpen } from '../../src/library/checkWhileOpen';
import { openSafely } from '../../src/library/openSafely';
import { restoreBackup } from '../../src/library/restore';
import { describeRescue } from '../../src/library/salvage/rescue';
import { testMaintenance } from '../../src/library/testing';
import { optionsFor } from './program';

const run = await testMaintenance();
let cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const one of cleanUp.reverse()) one();
  cleanUp = [];
});

const open = async (file: string) => openSafely({ ...(await optionsFor(file)), run });
const newPlace = () => path.join(temporaryFolder(), 'library.db');
const names = async ({ library }: Awaited<ReturnType<typeof open>>) =>
  (await listProjects(library.db)).map(({ name }) => name);

async function makeLibrary(file = newPlace(), { backup = false } = {}) {
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Kept' });
  await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'why retry twice?' });
  if (backup) await run('backUp', { file, copy: copyPath(file, 'daily') });
  await createProject(library.db, { name: 'Newer' });
  await library.close();
  return file;
}

test('a missing folder, a folder in the library’s place and a file that may not be read have their sentences', async () => {
  const file = newPlace();
  await expect(open(path.join(path.dirname(file), 'gone', 'library.db'))).rejects.toMatchObject({
    name: 'UserError',
    message: expect.stringContaining('The library’s folder is not there'),
  });
  mkdirSync(file);
  await expect(open(file)).rejects.toThrow('There is a folder where the library should be');
});

test.each([
  ['a text file', () => Buffer.from('This is not a library. '.repeat(500))],
  ['zeros', () => Buffer.alloc(40_960)],
])('%s in the library’s place is left as it is', async (_, content) => {
  const file = newPlace();
  writeFileSync(file, content());
  await expect(open(file)).rejects.toThrow('is not a library of Better GPT');
  expect(readFileSync(file).equals(content())).toBe(true);
  expect(readdirSync(path.dirname(file))).toEqual(['library.db']);
});

test('an encrypted library is left as it is, and the sentence does not call it damaged', async () => {
  const file = newPlace();
  const db = new Database(file, { encryptionKey: 'secret' } as Database.Options);
  db.exec('CREATE TABLE projects (id text)');
  db.close();
  const bytes = readFileSync(file);
  const sentence = await open(file).catch((error: Error) => error.message);
  expect(sentence).toMatch(/it is encrypted/);
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test('a database of somebody else is not taken for a library', async () => {
  const file = newPlace();
  const db = new Database(file);
  db.exec('CREATE TABLE recipes (name text); INSERT INTO recipes VALUES (1)');
  db.close();
  const bytes = readFileSync(file);
  await expect(open(file)).rejects.toThrow('a database of another program');
  expect(readFileSync(file).equals(bytes)).toBe(true);
});

test('a file of no bytes is a new library when there never was one', async () => {
  const file = newPlace();
  writeFileSync(file, '');
  const opened = await open(file);
  expect(opened).toMatchObject({ rescued: null, orphanedBackups: [] });
  await createProject(opened.library.db, { name: 'First' });
  await opened.library.close();
});

test('a library that was emptied comes back from its newest backup, and the user is told what that means', async () => {
  const file = await makeLibrary(newPlace(), { backup: true });
  truncateSync(file, 0);
  const opened = await open(file);
  expect(await names(opened)).toEqual(['Kept']);
  const sentence = opened.rescued && describeRescue(opened.rescued.rescue, 'library damaged.db');
  expect(sentence).toBe(
    'The library was damaged. 1 project, 1 chat and 1 message were saved. All of it comes from the newest backup; what was written since is not in it. The damaged file is kept as “library damaged.db”.',
  );
  await opened.library.close();
});

test('a library whose beginning is destroyed is salvaged, and its backup fills what is missing', async () => {
  const file = await makeLibrary(newPlace(), { backup: true });
  const bytes = readFileSync(file);
  bytes.fill(0, 0, 4096);
  writeFileSync(file, bytes);
  const opened = await open(file);
  expect((await names(opened)).sort()).toEqual(['Kept', 'Newer']);
  expect(opened.rescued?.rescue).toMatchObject({ wasLibrary: true, madeUp: 0 });
  expect(readFileSync(opened.rescued?.aside ?? '').equals(bytes)).toBe(true);
  await opened.library.close();
});

test('what is only in the log of a library that is gone is not thrown away', async () => {
  const file = newPlace();
  const library = await openTestLibrary(file);
  await createProject(library.db, { name: 'In the log' });
  const copy = newPlace();
  copyFileSync(`${file}-wal`, `${copy}-wal`);
  await library.close();
  const opened = await open(copy);
  expect(await names(opened)).toEqual(['In the log']);
  expect(opened.rescued).not.toBeNull();
  expect(existsSync(`${opened.rescued?.aside}-wal`)).toBe(true);
  await opened.library.close();
});

test('a library that was deleted is begun anew, and its backups are pointed out', async () => {
  const file = await makeLibrary(newPlace(), { backup: true });
  unlinkSync(file);
  const opened = await open(file);
  expect(await names(opened)).toEqual([]);
  expect(opened.orphanedBackups).toHaveLength(1);
  await opened.library.close();
});

test('a file that is no library can be replaced by a backup, and is kept', async () => {
  const file = await makeLibrary(newPlace(), { backup: true });
  const [backup] = await listBackups(file);
  const elsewhere = path.join(temporaryFolder(), 'copy.db');
  copyFileSync(backup?.file ?? '', elsewhere);
  const wrong = newPlace();
  writeFileSync(wrong, 'This is not a library. '.repeat(500));
  const { before } = await restoreBackup({
    ...(await optionsFor(wrong)),
    ...{ from: elsewhere, run, whileClosed: (work) => work() },
  });
  expect(readFileSync(before, 'utf8')).toContain('This is not a library.');
  const opened = await open(wrong);
  expect(await names(opened)).toEqual(['Kept']);
  await opened.library.close();
});

/** Whoever is root may write anywhere but on a disk that nobody may write to. */
function makeReadOnly(file: string): boolean {
  const folder = path.dirname(file);
  if (process.getuid?.() !== 0) {
    chmodSync(folder, 0o555);
    cleanUp.push(() => chmodSync(folder, 0o755));
    return true;
  }
  try {
    execFileSync('mount', ['--bind', folder, folder], { stdio: 'ignore' });
    cleanUp.push(() => execFileSync('umount', ['-l', folder]));
    execFileSync('mount', ['-o', 'remount,ro,bind', folder], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

test('a library in a read-only folder is read, its log included, and says why it cannot be changed', async () => {
  const file = await makeLibrary();
  const library = await openTestLibrary(file);
  await createProject(library.db, { name: 'In the log' });
  const place = newPlace();
  for (const suffix of ['', '-wal']) copyFileSync(file + suffix, place + suffix);
  await library.close();
  const before = readdirSync(path.dirname(place));
  // Root in a container may be allowed neither: then there is no way to a read-only folder.
  if (!makeReadOnly(place)) return expect(process.getuid?.()).toBe(0);

  const opened = await open(place);
  expect(opened.library.readOnly).toContain(
    'is read-only: the library can be read but not changed',
  );
  expect((await names(opened)).sort()).toEqual(['In the log', 'Kept', 'Newer']);
  await expect(createProject(opened.library.db, { name: 'No' })).rejects.toMatchObject({
    cause: { message: opened.library.readOnly },
  });
  await opened.library.close();
  expect(readdirSync(path.dirname(place))).toEqual(before);
  return undefined;
});

test('a large library with a broken letter is opened at once, and checked first when that ended the process', async () => {
  const file = await makeLibrary();
  const bytes = readFileSync(file);
  bytes.writeUInt8(0xff, bytes.indexOf('why retry twice?') + 4);
  writeFileSync(file, bytes);
  truncateSync(file, 130 * 2 ** 20); // as large as it says in its header it is, to SQLite
  writeFileSync(`${file}-wal`, '');
  const opened = await open(file);
  expect(opened).toMatchObject({ rescued: null, needsCheck: true });
  await opened.library.close();

  writeFileSync(`${file}-wal`, '');
  const dying = checkWhileOpen(file, () => new Promise(() => {}));
  await vi.waitFor(() => expect(existsSync(`${file}.checking`)).toBe(true));
  const again = await open(file);
  expect(again.rescued?.rescue).toMatchObject({ flawedRows: 1 });
  await again.library.close();
  void dying; // never ends
});

test('a broken letter is found before the driver, which would end the process, may see it', async () => {
  const file = await makeLibrary();
  const bytes = readFileSync(file);
  const at = bytes.indexOf('why retry twice?');
  bytes.writeUInt8(0xff, at + 4);
  writeFileSync(file, bytes);
  expect(await run('check', { file })).toContain('not as they were written: 1');
  const copy = copyPath(file, 'daily');
  await expect(run('backUp', { file, copy })).rejects.toMatchObject({ code: 'SQLITE_CORRUPT' });
  expect(existsSync(copy)).toBe(false);
  writeFileSync(`${file}-wal`, ''); // as after an unclean end
  const opened = await open(file);
  const texts = await opened.library.db.all(sql`select text from messages`);
  expect(texts).toMatchObject([{ text: 'why \ufffdetry twice?' }]);
  expect(opened.rescued?.rescue).toMatchObject({ flawedRows: 1, unreadablePages: 0 });
  expect(statSync(opened.rescued?.aside ?? '').size).toBe(bytes.length);
  await opened.library.close();
});
