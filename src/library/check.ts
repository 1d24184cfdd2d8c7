import type { Connection } from '../db/connection';
import { withConnection } from '../db/verifiedCopy';
import { isDamage } from '../db/damage';
import type { Tick } from './jobs';
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
    if (isDamage(error)) return String(error);
    throw error;
  }
}

/** What SQLite does not look at. A read that is open keeps the log, and the pages below it, as they are meanwhile. */
export const findFlaws = (connection: Connection, file: string, tick: Tick): string | null =>
  connection.atOneMoment(() => {
    connection.execute({ sql: 'SELECT count(*) FROM sqlite_master', args: [] });
    return readAll(file, tick);
  });

function readAll(file: string, tick: Tick): string | null {
  tick('Reading the library');
  const scan = new Scan(file);
  try {
    for (const table of scan.tables) {
      tick();
      const rows = scan.rowsOf(table);
      while (!rows.next().done) continue;
    }
    const { unreadablePages, unreadableRows, flawedRows } = scan.findings;
    if (!scan.isIncomplete) return null;
    return `unreadable pages: ${unreadablePages}; rows: ${unreadableRows}; rows with broken text: ${flawedRows}`;
  } finally {
    scan.close();
  }
}

function quickCheck(connection: Connection, tick: Tick): string | null {
  tick('Checking the library');
  const { rows } = connection.execute({ sql: 'PRAGMA quick_check(10)', args: [] });
  const said = rows.map(([line]) => String(line)).join('; ');
  return said === 'ok' ? null : said;
}
