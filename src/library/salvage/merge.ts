import type { Connection } from '../../db/connection';
import type { Contents } from '../jobs';
import type { Scan } from './scan';
import type { Sink } from './sink';

/** Ended answers have no pieces: in a backup they would be remains. */
const NOT_MERGED = new Set(['pieces']);

/** Adds the rows that only the backup has, known by their keys. Read past SQLite like the damaged library itself. */
export function mergeBackup(scan: Scan, sink: Sink): void {
  for (const table of scan.tables) {
    if (!sink.wants(table.name) || NOT_MERGED.has(table.name)) continue;
    const columns = table.columns ?? sink.columnsOf(table.name);
    for (const row of scan.rowsOf(table)) {
      if (row.flawed.size === 0) sink.add(table.name, row, columns);
    }
  }
}

/** Null when it is no library. */
export function contentsOf(scan: Scan): Contents | null {
  if (!scan.tables.some(({ name }) => name === 'projects')) return null;
  const count = (table: string) => {
    let rows = 0;
    const found = scan.tables.find(({ name }) => name === table);
    for (const _ of found ? scan.peek(found) : []) rows += 1;
    return rows;
  };
  return { projects: count('projects'), chats: count('chats'), messages: count('messages') };
}

export function countContents(connection: Connection): Contents {
  const count = (table: string) => {
    const { rows } = connection.execute({ sql: `SELECT count(*) FROM "${table}"`, args: [] });
    return Number(rows[0]?.[0]);
  };
  return { projects: count('projects'), chats: count('chats'), messages: count('messages') };
}
