import type { Connection } from '../db/connection';
import { withConnection } from '../db/verifiedCopy';
import { isDamage } from '../db/damage';
import type { Tick } from './jobs';
import { texts } from './salvage/idSql';
import { oneBitAside } from './salvage/relink';
import { Scan } from './salvage/scan';

/**
 * Everything that can be wrong with a library's file. Null when nothing is, else what was found.
 *
 * SQLite does not look at what is in a text, but the driver ends the whole process when it is given one that is not
 * UTF-8. So every text is looked at past both, before the driver may see it.
 */
export function checkLibrary(file: string, tick: Tick): string | null {
  try {
    return withConnection(
      file,
      (connection) => findFlaws(connection, file, tick) ?? quickCheck(connection, tick),
    );
  } catch (error) {
    if (isDamage(error) || isAboutSchema(error)) return String(error);
    throw error;
  }
}

/** What is asked here can always be asked: then what was said of a table when it was made does not make sense. */
const isAboutSchema = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_ERROR';

/**
 * What SQLite does not look at, and whether its tables and their indexes, which have a copy of every id, say the same.
 * A read that is open keeps the log, and the pages below it, as they are meanwhile.
 */
export const findFlaws = (connection: Connection, file: string, tick: Tick): string | null =>
  connection.atOneMoment(() => {
    connection.execute({ sql: 'SELECT count(*) FROM sqlite_master', args: [] });
    return readAll(file, tick) ?? compareIndexes(connection, tick) ?? findLostEnds(connection);
  });

/** The log is begun anew once in a thousand pages at most: a library is hardly read so slowly so often. */
const ATTEMPTS = 5;
/** What was read does not belong together. */
const MOVED = 'the log was begun anew';

function readAll(file: string, tick: Tick): string | null {
  tick('Reading the library');
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const said = readOnce(file, tick);
    if (said !== MOVED) return said;
  }
  return null;
}

function readOnce(file: string, tick: Tick): string | null {
  const scan = new Scan(file);
  try {
    for (const table of scan.tables) {
      tick();
      const rows = scan.rowsOf(table);
      while (!rows.next().done) continue;
    }
    if (!scan.isDamaged) return null;
    if (!scan.isOfOneMoment) return MOVED;
    const { unreadablePages, unreadableRows, flawedRows, healedRows, flawedCopies } = scan.findings;
    return `unreadable pages: ${unreadablePages}; rows: ${unreadableRows}; rows that are not as they were written: ${flawedRows + healedRows}; copies of names: ${flawedCopies}`;
  } finally {
    scan.close();
  }
}

function compareIndexes(connection: Connection, tick: Tick): string | null {
  const tables = connection.execute({ sql: OWN_TABLES, args: [] }).rows;
  for (const [table] of tables) {
    tick();
    const sql = `PRAGMA integrity_check("${String(table)}")`;
    const { rows } = connection.execute({ sql, args: [] });
    const said = rows.map(([line]) => String(line)).join('; ');
    if (said !== 'ok') return said;
  }
  return null;
}

const OWN_TABLES = `SELECT DISTINCT tbl_name FROM sqlite_master WHERE type = 'index'
  AND tbl_name NOT LIKE '%\\_fts\\_%' ESCAPE '\\'`;

/** The last message of a chat: no index has a copy of that id. What was never there is another's affair. */
function findLostEnds(connection: Connection): string | null {
  const sql = `SELECT leaf_id FROM chats WHERE leaf_id NOT IN (SELECT id FROM messages) LIMIT 100`;
  const lost = texts(connection, sql).filter(
    (id) => oneBitAside(connection, ['messages', 'id'], id).length > 0,
  );
  return lost.length === 0 ? null : `chats whose end is not there: ${lost.length}`;
}

function quickCheck(connection: Connection, tick: Tick): string | null {
  tick('Checking the library');
  const { rows } = connection.execute({ sql: 'PRAGMA quick_check(10)', args: [] });
  const said = rows.map(([line]) => String(line)).join('; ');
  return said === 'ok' ? null : said;
}
