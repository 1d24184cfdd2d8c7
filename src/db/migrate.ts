import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { readMigrationFiles } from 'drizzle-orm/migrator';
import { v7 as uuidv7 } from 'uuid';
import type { Connection } from './connection';
import { checkFullText, ensureFullText } from './fullText';
import { UserError } from './userError';
import type { Bindable, OpenOptions, OpenResult } from './workerProtocol';

const JOURNAL = '__drizzle_migrations';
const NEWER =
  'This library was written by a newer version of Better GPT. It can be read but not changed: update the extension.';

/**
 * Brings the schema up to date: a backup first when there is something to lose, all pending migrations in one
 * transaction, then a check. A library that knows migrations we do not is left as it is, read-only.
 */
export function migrateLibrary(connection: Connection, options: OpenOptions): OpenResult {
  const known = readMigrationFiles({ migrationsFolder: options.migrationsFolder });
  const applied = appliedMigrations(connection);
  if (applied.some((name) => !known.some((migration) => migration.name === name))) {
    connection.script('PRAGMA query_only = ON');
    return { readOnly: NEWER, backup: null };
  }
  connection.script('PRAGMA journal_mode = WAL');
  const pending = known.filter((migration) => !applied.includes(migration.name));
  if (pending.length === 0) {
    ensureFullText(connection);
    return { readOnly: null, backup: null };
  }
  const backup = hasContent(connection) ? backUp(connection, options.file) : null;
  apply(connection, pending);
  ensureFullText(connection);
  check(connection, backup);
  introduce(connection, options.origin);
  return { readOnly: null, backup };
}

type Migration = ReturnType<typeof readMigrationFiles>[number];

function appliedMigrations(connection: Connection): string[] {
  const [exists] = rows(connection, `SELECT 1 FROM sqlite_master WHERE name = '${JOURNAL}'`);
  if (!exists) return [];
  return rows(connection, `SELECT name FROM ${JOURNAL} ORDER BY id`).map(([name]) => String(name));
}

/** The journal is Drizzle's own, so that drizzle-kit can read and go on with a library. */
function apply(connection: Connection, pending: Migration[]): void {
  // SQLite heeds this pragma only outside of a transaction; a table rebuild would else delete what refers to it.
  connection.script('PRAGMA foreign_keys = OFF');
  try {
    connection.inTransaction(() => {
      connection.script(`CREATE TABLE IF NOT EXISTS ${JOURNAL} (
        id INTEGER PRIMARY KEY, hash text NOT NULL, created_at numeric, name text, applied_at TEXT)`);
      for (const { sql, hash, folderMillis, name } of pending) {
        for (const statement of sql) connection.script(statement);
        connection.execute({
          sql: `INSERT INTO ${JOURNAL} (hash, created_at, name, applied_at) VALUES (?, ?, ?, ?)`,
          args: [hash, folderMillis, name, new Date().toISOString()],
        });
      }
    });
  } finally {
    connection.script('PRAGMA foreign_keys = ON');
  }
}

function check(connection: Connection, backup: string | null): void {
  const [orphan] = rows(connection, 'PRAGMA foreign_key_check');
  const [verdict] = rows(connection, 'PRAGMA quick_check');
  if (orphan || verdict?.[0] !== 'ok') {
    throw new UserError(
      `The library did not pass its check after an update. Nothing was deleted${backup ? `; a copy from before is at ${backup}` : ''}.`,
    );
  }
  checkFullText(connection);
}

const hasContent = (connection: Connection) =>
  rows(connection, `SELECT 1 FROM sqlite_master WHERE name = 'projects'`).length > 0;

function backUp(connection: Connection, file: string): string {
  const folder = path.join(path.dirname(file), 'backups');
  mkdirSync(folder, { recursive: true });
  const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
  const copy = path.join(folder, `${path.basename(file, '.db')}-${stamp}.db`);
  connection.script(`VACUUM INTO '${copy.replaceAll("'", "''")}'`);
  return copy;
}

function introduce(connection: Connection, origin: string): void {
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
