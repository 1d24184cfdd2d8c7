import { rmSync } from 'node:fs';
import { Connection } from '../../db/connection';
import { introduce, makeTables, MIGRATION_JOURNAL } from '../../db/migrate';
import type { SalvageInput, Tick } from '../jobs';
import { heal } from './heal';
import { mend } from './mend';
import { countContents, mergeBackup } from './merge';
import type { Rescue } from './rescue';
import { Scan } from './scan';
import { type Shape, shapesIn } from './shapes';
import { Sink } from './sink';
import type { Row } from './trees';

/** Makes a new library of whatever can be read. The damaged file is opened for reading only, and not by SQLite. */
export function salvage(input: SalvageInput, tick: Tick): Rescue {
  const { file, to, migrationsFolder } = input;
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(to + suffix, { force: true });
  const scan = new Scan(file);
  const connection = new Connection(to);
  try {
    return connection.withoutForeignKeys(() =>
      connection.inTransaction(() => {
        makeTables(connection, migrationsFolder, versionOf(scan));
        return fill(connection, scan, input, tick);
      }),
    );
  } finally {
    scan.close();
    connection.close();
  }
}

function fill(
  connection: Connection,
  scan: Scan,
  { backup, origin }: SalvageInput,
  tick: Tick,
): Rescue {
  const sink = new Sink(connection);
  const flawed = readAll(scan, sink, shapesIn(connection), tick);
  tick('Asking the newest backup');
  const merged = mergeBackup(connection, backup, {
    // What was deleted since would come back: only where something is missing is that the lesser evil.
    addRows: scan.isIncomplete,
  });
  for (const { table, row, columns } of flawed) sink.add(table, row, columns);
  tick('Putting it together');
  heal(connection);
  const madeUp = mend(connection);
  introduce(connection, origin);
  const { unreadablePages, unreadableRows, flawedRows } = scan.findings;
  return {
    wasLibrary: Object.values(sink.counts).some((count) => count > 0),
    contents: countContents(connection),
    salvaged: sink.counts,
    fromBackup: merged.added,
    backupContents: merged.contents,
    unreadablePages,
    unreadableRows,
    flawedRows,
    madeUp,
  };
}

/** The migrations that the damaged library says it has had; null when it cannot say. */
function versionOf(scan: Scan): string[] | null {
  const journal = scan.tables.find(({ name }) => name === MIGRATION_JOURNAL);
  if (!journal) return null;
  const names = [...scan.peek(journal)].flatMap(({ values: [, , , name] }) =>
    typeof name === 'string' ? [name] : [],
  );
  return names.length > 0 ? names : null;
}

interface Flawed {
  table: string;
  row: Row;
  columns: string[] | null;
}

/** Rows between two looks at whether anybody still waits. */
const STRIDE = 1_000;

/** Puts all rows that are whole into the sink and returns the others: the backup may have them as they were. */
function readAll(scan: Scan, sink: Sink, shapes: Shape[], tick: Tick): Flawed[] {
  const flawed: Flawed[] = [];
  let read = 0;
  const take = (table: string, row: Row, columns: string[] | null): boolean => {
    if (read++ % STRIDE === 0) tick();
    if (!row.isFlawed) return sink.add(table, row, columns);
    flawed.push({ table, row, columns });
    return true;
  };
  const wanted = scan.tables.filter(({ name }) => sink.wants(name));
  const derived = scan.tables.filter(({ name }) => !sink.wants(name));
  for (const table of wanted) {
    tick(`Reading ${table.name}`);
    const columns = sink.columnsIn(table.sql);
    for (const row of scan.rowsOf(table)) {
      if (!take(table.name, row, columns)) scan.findings.unreadableRows += 1;
    }
  }
  // Last: a broken pointer of theirs may lead to pages of the others.
  for (const table of derived) scan.claim(table);
  if (scan.isIncomplete || scan.tables.length === 0) {
    tick('Looking for lost pages');
    for (const { table, rows } of scan.strays(shapes))
      for (const row of rows) take(table, row, null);
  }
  return flawed;
}
