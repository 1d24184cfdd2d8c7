import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from 'drizzle-orm';
import Database from 'libsql';
import { describe, expect, test } from 'vitest';
import { FULL_TEXT_OBJECTS } from '../../src/db/fullText';
import { checkLibrary } from '../../src/library/check';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { fillLibrary } from './keptLibrary';
import { type Contents, contentsOf, fillEveryTable } from './rows';

/**
 * One filled library per released schema, named for its last migration. A migration that is about to be
 * released gets its own by `KEEP_SCHEMA=1 npx vitest run test/store/schemas.test.ts`; none is ever changed.
 */
const KEPT = path.join(import.meta.dirname, 'schemas');
const EXTENSION = '.db.gz';

const migrations = readdirSync(MIGRATIONS).sort();
const newest = migrations.at(-1) ?? '';
const keptFor = (migration: string) => path.join(KEPT, migration + EXTENSION);

if (process.env['KEEP_SCHEMA']) await keep(newest);

async function keep(migration: string) {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  await fillLibrary(library.db);
  await library.close();
  writeFileSync(keptFor(migration), gzipSync(readFileSync(file)), { flag: 'wx' });
}

/** The tables of that schema; what follows from them is made anew when the library is opened. */
function makeTables(file: string, applied: string[]) {
  const db = new Database(file);
  db.exec(`CREATE TABLE __drizzle_migrations (
    id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)`);
  for (const name of applied) {
    db.exec(readFileSync(path.join(MIGRATIONS, name, 'migration.sql'), 'utf8'));
    db.prepare(`INSERT INTO __drizzle_migrations (hash, name) VALUES ('', ?)`).run([name]);
  }
  db.exec(`INSERT INTO meta (name, value) VALUES ('libraryId', 'kept'), ('origin', 'kept')`);
  db.close();
}

/** What was there is there, column by column; a migration may add to it. */
/** Columns that a migration took away; none of them ever had a value. */
const GONE = ['cost_micros'];

function expectKept(before: Contents, after: Contents) {
  for (const [table, rows] of Object.entries(before)) {
    const kept = rows.map((row) => {
      const columns = Object.entries(row as Record<string, unknown>);
      const gone = columns.filter(([name]) => GONE.includes(name));
      expect(gone.filter(([, value]) => value !== null)).toEqual([]);
      // What has none yet is given its checksum at any moment.
      const isKept = ([name, value]: [string, unknown]) =>
        !GONE.includes(name) && (name !== 'checksum' || value !== null);
      return Object.fromEntries(columns.filter(isKept));
    });
    expect(after[table], table).toHaveLength(rows.length);
    expect(after[table], table).toMatchObject(kept);
  }
}

async function expectMigrates(file: string, applied: string[]) {
  const before = contentsOf(file);
  const library = await openTestLibrary(file);
  expect(library.readOnly).toBeNull();
  expect(library.backup === null).toBe(applied.length === migrations.length);
  const objects = await library.db.all<{ name: string }>(sql`select name from sqlite_master`);
  expect(objects.map(({ name }) => name)).toEqual(expect.arrayContaining(FULL_TEXT_OBJECTS));
  await library.db.run(
    sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`,
  );
  expect(await library.db.all(sql`PRAGMA integrity_check`)).toMatchObject([
    { integrity_check: 'ok' },
  ]);
  expect(await library.db.all(sql`PRAGMA foreign_key_check`)).toEqual([]);
  await library.close();
  expectKept(before, contentsOf(file));
  if (library.backup) expect(contentsOf(library.backup)).toEqual(before);
}

test('the newest schema has its library here', () => {
  expect(readdirSync(KEPT)).toContain(newest + EXTENSION);
});

describe.each(
  migrations.map((migration, i) => ({ migration, applied: migrations.slice(0, i + 1) })),
)('a library as $migration left it', ({ migration, applied }) => {
  test('migrates to the newest schema with every row', async () => {
    const file = path.join(temporaryFolder(), 'library.db');
    makeTables(file, applied);
    fillEveryTable(file);
    expect(Object.values(contentsOf(file)).every((rows) => rows.length > 0)).toBe(true);
    await expectMigrates(file, applied);
  });

  // Of migrations that landed together only the last was ever released.
  if (!readdirSync(KEPT).includes(migration + EXTENSION)) return;
  test('and released with it, does so too', async () => {
    const file = path.join(temporaryFolder(), 'library.db');
    writeFileSync(file, gunzipSync(readFileSync(keptFor(migration))));
    await expectMigrates(file, applied);
    await expectNoFalseAlarm(file);
  });
});

async function expectNoFalseAlarm(file: string) {
  const library = await openTestLibrary(file);
  const areMissing = sql`select 1 from messages where checksum is null and status <> 'streaming'`;
  await expect.poll(() => library.db.all(areMissing)).toEqual([]);
  await library.close();
  expect(checkLibrary(file, () => undefined)).toBeNull();
}
