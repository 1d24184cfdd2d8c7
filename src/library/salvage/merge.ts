import { existsSync } from 'node:fs';
import type { Connection } from '../../db/connection';
import { MIGRATION_JOURNAL } from '../../db/migrate';
import { withConnection } from '../../db/verifiedCopy';
import type { Contents } from '../jobs';
import { columnNames, Sink, tableNames } from './sink';
import type { Row } from './trees';

interface Merged {
  added: Record<string, number>;
  contents: Contents | null;
}

/** Ended answers have no pieces: in a backup they would be remains. */
const NOT_MERGED = new Set([MIGRATION_JOURNAL, 'pieces']);

/** Adds the rows that only the backup has, known by their keys. */
export function mergeBackup(
  connection: Connection,
  backup: string | null,
  { addRows }: { addRows: boolean },
): Merged {
  if (backup === null || !existsSync(backup)) return { added: {}, contents: null };
  try {
    return withConnection(backup, (from) => {
      const contents = countContents(from, 'main');
      return { contents, added: addRows ? addAll(from, connection) : {} };
    });
  } catch {
    return { added: {}, contents: null }; // what cannot be read has nothing to give
  }
}

function addAll(from: Connection, connection: Connection): Record<string, number> {
  const sink = new Sink(connection);
  const there = new Set(tableNames(from));
  for (const table of tableNames(connection)) {
    if (NOT_MERGED.has(table) || !there.has(table)) continue;
    const columns = columnNames(from, table);
    for (const row of rowsOf(from, table)) sink.add(table, row, columns);
  }
  return sink.counts;
}

const PAGE = 500;

/** In portions: a library need not fit into memory. */
function* rowsOf(from: Connection, table: string): Generator<Row> {
  for (let last = 0; ;) {
    const { rows } = from.execute({
      sql: `SELECT rowid AS "the row's number", * FROM "${table}" WHERE rowid > ? ORDER BY rowid LIMIT ${PAGE}`,
      args: [last],
    });
    for (const [rowid, ...values] of rows) {
      last = Number(rowid);
      yield { rowid: last, values: values as Row['values'] };
    }
    if (rows.length < PAGE) return;
  }
}

export function countContents(connection: Connection, schema: string): Contents {
  const count = (table: string) => {
    const sql = `SELECT count(*) FROM ${schema}."${table}"`;
    return Number(connection.execute({ sql, args: [] }).rows[0]?.[0]);
  };
  return { projects: count('projects'), chats: count('chats'), messages: count('messages') };
}
