import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { Connection } from './connection';
import { ABANDONED_AFTER } from './copyNames';
import { UserError } from './userError';

/** Said with SQLite's own code, as if it had noticed by itself. */
export class DamageError extends Error {
  readonly code = 'SQLITE_CORRUPT';
}

export type RowCounts = Record<string, number>;

/** Tries until nothing was written between the counts and the copy, or the counts say what lies between. */
const ATTEMPTS = 3;

/**
 * Copies the library while others go on writing to it. The copy gets its name when it has passed SQLite's own check,
 * has as many rows in every table, and is on disk: a file of that name is a good one.
 * @throws {DamageError} when the library is damaged, and its copy therefore too
 */
export function copyVerified(
  connection: Connection,
  copy: string,
  tick: (step?: string) => void = () => {},
): RowCounts {
  const partial = claim(copy);
  try {
    const counts = copyTo(connection, partial, tick);
    flush(partial);
    tick(); // who cancelled meanwhile wants no copy
    renameSync(partial, copy);
    flush(path.dirname(copy));
    return counts;
  } finally {
    rmSync(partial, { force: true });
  }
}

function copyTo(connection: Connection, partial: string, tick: (step?: string) => void): RowCounts {
  for (let attempt = 1; ; attempt++) {
    const before = countRows(connection);
    connection.script(`VACUUM INTO '${partial.replaceAll("'", "''")}'`);
    tick('Checking the copy');
    const after = countRows(connection);
    const copied = withConnection(partial, checkedCounts);
    if (isBetween(copied, before, after)) return copied;
    if (attempt === ATTEMPTS) throw new UserError('The copy does not hold what the library holds.');
    rmSync(partial);
  }
}

function claim(copy: string): string {
  const partial = `${copy.replace(/-\d{4}-[\dTZ-]+(?=-daily\.db$)/, '')}.partial`;
  mkdirSync(path.dirname(partial), { recursive: true });
  if (existsSync(partial)) {
    if (Date.now() - statSync(partial).mtimeMs < ABANDONED_AFTER) {
      throw new UserError('Another window is making a copy of this library now. Try again later.');
    }
    rmSync(partial);
  }
  closeSync(openSync(partial, 'wx'));
  return partial;
}

function checkedCounts(copy: Connection): RowCounts {
  const [verdict] = copy.execute({ sql: 'PRAGMA integrity_check', args: [] }).rows;
  if (verdict?.[0] !== 'ok') {
    throw new DamageError(`The library did not pass its check: ${String(verdict?.[0])}`);
  }
  return countRows(copy);
}

/** In every table that is not derived from another. */
export function countRows(connection: Connection): RowCounts {
  const counts: RowCounts = {};
  connection.atOneMoment(() => {
    const { rows } = connection.execute({
      sql: `SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL%'
        AND name NOT LIKE '%\\_fts\\_%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'`,
      args: [],
    });
    for (const [name] of rows) {
      const quoted = String(name).replaceAll('"', '""');
      const [count] = connection.execute({
        sql: `SELECT count(*) FROM "${quoted}"`,
        args: [],
      }).rows;
      counts[String(name)] = Number(count?.[0]);
    }
  });
  return counts;
}

const isBetween = (copied: RowCounts, before: RowCounts, after: RowCounts) =>
  Object.keys({ ...before, ...after, ...copied }).every((table) => {
    const [one, other, count] = [before, after, copied].map((counts) => counts[table] ?? -1);
    return (
      Math.min(one ?? 0, other ?? 0) <= (count ?? 0) &&
      (count ?? 0) <= Math.max(one ?? 0, other ?? 0)
    );
  });

export function withConnection<T>(file: string, work: (connection: Connection) => T): T {
  const connection = new Connection(file);
  try {
    return work(connection);
  } finally {
    connection.close();
  }
}

/** Windows has no way to flush a folder, and needs none. */
function flush(fileOrFolder: string): void {
  if (process.platform === 'win32' && statSync(fileOrFolder).isDirectory()) return;
  const descriptor = openSync(fileOrFolder, process.platform === 'win32' ? 'r+' : 'r');
  fsyncSync(descriptor);
  closeSync(descriptor);
}
