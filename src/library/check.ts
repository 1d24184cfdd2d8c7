import type { Connection } from '../db/connection';
import { withConnection } from '../db/verifiedCopy';
import { isDamage } from '../db/damage';
import type { Flaws, Tick } from './jobs';
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
  heldStill(connection, () => {
    const said = describeFlaws(readAll(file, tick));
    return said ?? compareIndexes(connection, tick) ?? findLostEnds(connection);
  });

/** How much of what is in its tables is not as it was written. */
export const readFlaws = (connection: Connection, file: string, tick: Tick): Flaws =>
  heldStill(connection, () => readAll(file, tick));

const heldStill = <T>(connection: Connection, work: () => T): T =>
  connection.atOneMoment(() => {
    connection.execute({ sql: 'SELECT count(*) FROM sqlite_master', args: [] });
    return work();
  });

/** The log is begun anew once in a thousand pages at most: a library is hardly read so slowly so often. */
const ATTEMPTS = 5;
/** Rows between two looks at whether anybody still waits. */
const STRIDE = 1_000;
/** What was read does not belong together: the log was begun anew. */
const MOVED = 'moved';

interface Read extends Flaws {
  /** Copies for the search that are not what was copied. */
  copies: number;
}
const NO_FLAWS: Read = { messages: 0, others: 0, unreadable: 0, copies: 0 };

function readAll(file: string, tick: Tick): Read {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const read = readOnce(file, tick);
    if (read !== MOVED) return read;
  }
  return NO_FLAWS;
}

function readOnce(file: string, tick: Tick): Read | typeof MOVED {
  const scan = new Scan(file);
  const flawed = () => scan.findings.flawedRows + scan.findings.healedRows;
  const say = () =>
    tick(`Reading: ${Math.floor((100 * scan.findings.seen.size) / scan.pageCount)} %`);
  let messages = 0;
  try {
    for (const table of scan.tables) {
      const before = flawed();
      let read = 0;
      for (const _ of scan.rowsOf(table)) if (read++ % STRIDE === 0) say();
      if (table.name === 'messages') messages += flawed() - before;
    }
    if (!scan.isDamaged) return NO_FLAWS;
    if (!scan.isOfOneMoment) return MOVED;
    const { unreadablePages, unreadableRows, flawedCopies: copies } = scan.findings;
    const unreadable = unreadablePages + unreadableRows;
    return { messages, others: flawed() - messages, unreadable, copies };
  } finally {
    scan.close();
  }
}

const describeFlaws = ({ messages, others, unreadable, copies }: Read): string | null =>
  messages + others + unreadable + copies === 0
    ? null
    : `unreadable pages and rows: ${unreadable}; messages that are not as they were written: ${messages}; other rows: ${others}; copies of names: ${copies}`;

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
