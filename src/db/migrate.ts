import { rmSync } from 'node:fs';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from './connection';
import { ensureFullText, setFullTextAside } from './fullText';
import { isDiskFull } from './fullDisk';
import { useJournal } from './journalMode';
import { UserError } from './userError';
import { copyPath } from './copyNames';
import { copyVerified } from './verifiedCopy';
import type { Bindable, OpenOptions, OpenResult } from './workerProtocol';

const JOURNAL = '__drizzle_migrations';
const NEWER =
  'This library was written by a newer version of Better GPT. It can be read but not changed: update the extension.';
const FOREIGN =
  'This file is a database of another program, not a library of Better GPT. It was left as it is. Move it elsewhere, or choose another place for the library, and try again.';

/**
 * Brings the schema up to date: a backup first when there is something to lose, then all pending migrations and
 * the check of what came out in one transaction. A library that knows migrations we do not is left as it is, read-only.
 */
export function migrateLibrary(connection: Connection, options: OpenOptions): OpenResult {
  const known = readMigrationFiles({ migrationsFolder: options.migrationsFolder });
  if (isNewer(connection, known)) {
    connection.refuseWrites(NEWER);
    return { readOnly: NEWER, backup: null };
  }
  if (isForeign(connection)) throw new UserError(FOREIGN);
  useJournal(connection, options.journal ?? 'wal');
  if (pendingOf(connection, known).length === 0) {
    ensureFullText(connection);
    return { readOnly: null, backup: null };
  }
  const backup =
    hasContent(connection) && options.readOnly === undefined
      ? backUp(connection, options.file)
      : null;
  try {
    apply(connection, known, options.origin, backup);
  } catch (error) {
    // The library is as it was, and room is what it needs.
    if (backup !== null && isDiskFull(error)) rmSync(backup, { force: true });
    throw error;
  }
  return { readOnly: null, backup };
}

export const MIGRATION_JOURNAL = JOURNAL;

/**
 * The tables of a new library, empty; the rest follows when it is opened. `names` says up to which version: of a damaged
 * library some may be missing, and in some letters are U+FFFD. Migrations are applied in their order, so the last tells.
 * @throws {UserError} when it is a version that we do not know
 */
export function makeTables(
  connection: Connection,
  migrationsFolder: string,
  names: string[] | null,
): void {
  const known = readMigrationFiles({ migrationsFolder });
  const places = (names ?? []).map((one) => known.findIndex(({ name }) => name === one));
  const isUnknown = names?.some((name, i) => places[i] === -1 && !name.includes('\u{FFFD}'));
  if (isUnknown === true) throw new UserError(NEWER);
  const count = names ? Math.max(names.length, ...places.map((place) => place + 1)) : known.length;
  for (const migration of known.slice(0, count)) applyOne(connection, migration);
}

type Migration = ReturnType<typeof readMigrationFiles>[number];

export const isFromNewerVersion = (connection: Connection, migrationsFolder: string): boolean =>
  isNewer(connection, readMigrationFiles({ migrationsFolder }));

const isNewer = (connection: Connection, known: Migration[]) =>
  appliedMigrations(connection).some((name) => !known.some((migration) => migration.name === name));

/** Has tables, and they are not ours. */
const isForeign = (connection: Connection) =>
  rows(
    connection,
    `SELECT 1 FROM sqlite_master WHERE NOT EXISTS (
      SELECT 1 FROM sqlite_master WHERE name = '${JOURNAL}') LIMIT 1`,
  ).length > 0;

function pendingOf(connection: Connection, known: Migration[]): Migration[] {
  const applied = appliedMigrations(connection);
  return known.filter((migration) => !applied.includes(migration.name));
}

function appliedMigrations(connection: Connection): string[] {
  const [exists] = rows(connection, `SELECT 1 FROM sqlite_master WHERE name = '${JOURNAL}'`);
  if (!exists) return [];
  return rows(connection, `SELECT name FROM ${JOURNAL} ORDER BY id`).map(([name]) => String(name));
}

function apply(
  connection: Connection,
  known: Migration[],
  origin: string,
  backup: string | null,
): void {
  // SQLite heeds this pragma only outside of a transaction; a table rebuild would else delete what refers to it.
  connection.script('PRAGMA foreign_keys = OFF');
  try {
    connection.inTransaction(() => {
      // Asked again, now that we hold the lock: another window may have been faster.
      const pending = pendingOf(connection, known);
      setFullTextAside(connection);
      for (const migration of pending) applyOne(connection, migration);
      ensureFullText(connection);
      check(connection, backup);
      introduce(connection, origin);
    });
  } finally {
    connection.script('PRAGMA foreign_keys = ON');
  }
}

/** The journal is Drizzle's own, so that drizzle-kit can read and go on with a library. */
function applyOne(connection: Connection, { sql, hash, folderMillis, name }: Migration): void {
  connection.script(`CREATE TABLE IF NOT EXISTS ${JOURNAL} (
    id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)`);
  for (const statement of sql) connection.script(statement);
  connection.execute({
    sql: `INSERT INTO ${JOURNAL} (hash, created_at, name, applied_at) VALUES (?, ?, ?, ?)`,
    args: [hash, folderMillis, name, new Date().toISOString()],
  });
}

/** A library that does not pass keeps the schema it had. */
function check(connection: Connection, backup: string | null): void {
  const [orphan] = rows(connection, 'PRAGMA foreign_key_check');
  const [verdict] = rows(connection, 'PRAGMA quick_check');
  if (orphan || verdict?.[0] !== 'ok') {
    throw new UserError(
      `The library did not pass its check during an update and was left as it was${backup ? `; a copy is at ${backup}` : ''}.`,
    );
  }
}

const hasContent = (connection: Connection) =>
  rows(connection, `SELECT 1 FROM sqlite_master WHERE name = 'projects'`).length > 0;

function backUp(connection: Connection, file: string): string {
  const copy = copyPath(file, 'before-update');
  copyVerified(connection, copy);
  return copy;
}

/** What every library says of itself, and its first user. */
export function introduce(connection: Connection, origin: string): void {
  connection.batch([
    ...Object.entries({ libraryId: uuidv7(), origin }).map(([name, value]) => ({
      sql: 'INSERT INTO meta (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING',
      args: [name, value] as Bindable[],
    })),
    {
      sql: `INSERT INTO users (id, name, created_at) SELECT ?, 'You', ? WHERE NOT EXISTS (SELECT 1 FROM users)`,
      args: [uuidv7(), Date.now()],
    },
  ]);
}

const rows = (connection: Connection, sql: string) => connection.execute({ sql, args: [] }).rows;
