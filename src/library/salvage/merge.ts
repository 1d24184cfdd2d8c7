import { existsSync } from 'node:fs';
import type { Contents } from '../jobs';
import { Scan } from './scan';
import { Sink } from './sink';
import type { Connection } from '../../db/connection';

interface Merged {
  added: Record<string, number>;
  contents: Contents | null;
}

/** Ended answers have no pieces: in a backup they would be remains. */
const NOT_MERGED = new Set(['pieces']);

/** Adds the rows that only the backup has, known by their keys. Read past SQLite like the damaged library itself. */
export function mergeBackup(
  connection: Connection,
  backup: string | null,
  { addRows }: { addRows: boolean },
): Merged {
  if (backup === null || !existsSync(backup)) return { added: {}, contents: null };
  const scan = new Scan(backup);
  try {
    return addAll(scan, new Sink(connection), addRows);
  } finally {
    scan.close();
  }
}

function addAll(scan: Scan, sink: Sink, addRows: boolean): Merged {
  const held: Record<string, number> = {};
  for (const table of scan.tables) {
    if (!sink.wants(table.name) || NOT_MERGED.has(table.name)) continue;
    const columns = sink.columnsIn(table.sql);
    for (const row of scan.rowsOf(table)) {
      held[table.name] = (held[table.name] ?? 0) + 1;
      if (addRows && !row.isFlawed) sink.add(table.name, row, columns);
    }
  }
  const { projects = 0, chats = 0, messages = 0 } = held;
  const isLibrary = scan.tables.some(({ name }) => name === 'projects');
  return { added: sink.counts, contents: isLibrary ? { projects, chats, messages } : null };
}

export function countContents(connection: Connection): Contents {
  const count = (table: string) => {
    const { rows } = connection.execute({ sql: `SELECT count(*) FROM "${table}"`, args: [] });
    return Number(rows[0]?.[0]);
  };
  return { projects: count('projects'), chats: count('chats'), messages: count('messages') };
}
