import { rmSync } from 'node:fs';
import { Connection } from '../../db/connection';
import { introduce, makeTables, MIGRATION_JOURNAL } from '../../db/migrate';
import type { Contents, SalvageInput, Tick } from '../jobs';
import { countContents, mergeBackup } from './merge';
import { mend } from './mend';
import type { Rescue } from './rescue';
import { Scan } from './scan';
import { Sink } from './sink';
import type { Row } from './trees';

/** Makes a new library of whatever can be read. The damaged file is opened for reading only, and not by SQLite. */
export function salvage(input: SalvageInput, tick: Tick): Rescue {
  const { file, to, migrationsFolder, origin, backup } = input;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(to + suffix, { force: true });
  const scan = new Scan(file);
  const connection = new Connection(to);
  try {
    return connection.withoutForeignKeys(() =>
      connection.inTransaction(() => {
        makeTables(connection, migrationsFolder, versionOf(scan));
        const salvaged = readAll(scan, connection, tick);
        tick('Asking the newest backup');
        const { added, contents: backupContents } = mergeBackup(connection, backup, {
          // What was deleted since would come back: only where something is missing is that the lesser evil.
          addRows: scan.isIncomplete,
        });
        tick('Putting it together');
        const madeUp = mend(connection);
        introduce(connection, origin);
        return {
          wasLibrary: hasAny(salvaged),
          contents: contentsOf(connection),
          salvaged,
          fromBackup: added,
          backupContents,
          ...lossesOf(scan),
          madeUp,
        };
      }),
    );
  } finally {
    scan.close();
    connection.close();
  }
}

const hasAny = (rows: Record<string, number>) => Object.values(rows).some((count) => count > 0);
const contentsOf = (connection: Connection): Contents => countContents(connection, 'main');
const lossesOf = ({ findings: { unreadablePages, unreadableRows } }: Scan) => ({
  unreadablePages,
  unreadableRows,
});

/** The migrations that the damaged library says it has had; null when it cannot say. */
function versionOf(scan: Scan): string[] | null {
  const journal = scan.tables.find(({ name }) => name === MIGRATION_JOURNAL);
  if (!journal) return null;
  const names = [...scan.peek(journal)].map(({ values }) => values[3]);
  return names.length > 0 ? names.filter((name) => typeof name === 'string') : null;
}

/** Rows between two looks at whether anybody still waits. */
const STRIDE = 1_000;

function readAll(scan: Scan, connection: Connection, tick: Tick): Record<string, number> {
  const sink = new Sink(connection);
  let read = 0;
  const take = (table: string, row: Row, columns: string[] | null) => {
    if (read++ % STRIDE === 0) tick();
    return sink.add(table, row, columns);
  };
  for (const table of scan.tables) {
    tick(`Reading ${table.name}`);
    if (!sink.wants(table.name)) {
      // Made anew from the rest; but its pages are known not to be anybody else's.
      for (const _row of scan.peek(table, true)) continue;
      continue;
    }
    const columns = sink.columnsIn(table.sql);
    for (const row of scan.rowsOf(table)) {
      if (!take(table.name, row, columns)) scan.findings.unreadableRows += 1;
    }
  }
  if (scan.isIncomplete || scan.tables.length === 0) {
    tick('Looking for lost pages');
    for (const { table, rows } of scan.strays()) for (const row of rows) take(table, row, null);
  }
  return sink.counts;
}
