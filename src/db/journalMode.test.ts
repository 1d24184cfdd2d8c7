import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { Connection } from './connection';
import { type JournalMode, useJournal } from './journalMode';
import { openLibrary } from './open';
import { createProject, listProjects } from './projects';
import { buildWorker, MIGRATIONS, temporaryFolder } from './testing';

const open = async (file: string, journal: JournalMode) =>
  openLibrary({
    ...{ file, journal, migrationsFolder: MIGRATIONS },
    ...{ origin: 'test', workerFile: await buildWorker() },
  });

/** As the file's own header says, so that no connection is left open until it is collected. */
const modeOf = (file: string): JournalMode => (readFileSync(file)[18] === 2 ? 'wal' : 'delete');

test('a library that was written with a WAL goes over to a journal, keeps all, and goes back', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  for (const [journal, count] of [
    ['wal', 1],
    ['delete', 2],
    ['delete', 3],
    ['wal', 4],
  ] as const) {
    const { db, close } = await open(file, journal);
    await createProject(db, { name: `in ${journal}` });
    expect(await listProjects(db)).toHaveLength(count);
    expect(existsSync(`${file}-wal`)).toBe(journal === 'wal');
    await close();
    expect(modeOf(file)).toBe(journal);
  }
});

test('two windows share a library without a WAL', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const [one, other] = [await open(file, 'delete'), await open(file, 'delete')];
  await Promise.all(
    [one, other].flatMap(({ db }) => [1, 2, 3].map((n) => createProject(db, { name: `${n}` }))),
  );
  expect(await listProjects(one.db)).toHaveLength(6);
  expect(await listProjects(other.db)).toHaveLength(6);
  await Promise.all([one.close(), other.close()]);
});

test('while another window writes a WAL the library is not opened without one', () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const other = new Connection(file);
  useJournal(other, 'wal');
  other.script('CREATE TABLE x (a)');
  const mine = new Connection(file, 50);
  expect(() => useJournal(mine, 'delete')).toThrow(/open in another window|too long/);
  mine.close();
  other.script('INSERT INTO x VALUES (1)');
  expect(other.execute({ sql: 'SELECT count(*) FROM x', args: [] }).rows).toEqual([[1]]);
  other.close();
});
