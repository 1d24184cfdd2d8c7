import { existsSync, rmSync } from 'node:fs';
import { Connection } from '../../db/connection';
import { introduce, makeTables, MIGRATION_JOURNAL } from '../../db/migrate';
import type { SalvageInput, Tick } from '../jobs';
import type { Column } from './columns';
import { addFlawed, type Flawed, followContents } from './flawed';
import { heal } from './heal';
import { namesOf } from './kept';
import { mend } from './mend';
import { contentsOf, countContents, mergeBackup } from './merge';
import type { Proven } from './proven';
import type { Rescue } from './rescue';
import { Scan } from './scan';
import { type Shape, shapesIn } from './shapes';
import { Sink } from './sink';

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

/** So many backups: one may be damaged itself, or from before what is sought was written. */
const ASKED = 3;

function fill(
  connection: Connection,
  scan: Scan,
  { backups, origin, fillsGaps }: SalvageInput,
  tick: Tick,
): Rescue {
  const sink = new Sink(connection);
  const flawed = readAll(scan, sink, shapesIn(connection), tick);
  tick('Asking the newest backup');
  const copies = backups.filter((file) => existsSync(file)).slice(0, ASKED);
  const asked = fillsGaps && copies[0] !== undefined ? new Scan(copies[0]) : undefined;
  try {
    const added = new Sink(connection);
    const kept = addFlawed(sink, flawed, copies);
    // What was deleted since would come back: only where something is missing is that the lesser evil.
    if (asked && scan.isIncomplete) mergeBackup(asked, added);
    tick('Putting it together');
    const names = namesOf(connection, kept);
    followContents(connection, kept);
    heal(connection);
    const madeUp = mend(connection);
    introduce(connection, origin);
    const { unreadablePages, unreadableRows, flawedRows, healedRows } = scan.findings;
    return {
      wasLibrary: Object.values(sink.counts).some((count) => count > 0),
      contents: countContents(connection),
      salvaged: sink.counts,
      fromBackup: added.counts,
      backupContents: asked ? contentsOf(asked) : null,
      unreadablePages,
      unreadableRows,
      flawedRows,
      healedRows: healedRows + flawed.length - kept.length,
      kept: names,
      madeUp,
    };
  } finally {
    asked?.close();
  }
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

/** Rows between two looks at whether anybody still waits. */
const STRIDE = 1_000;

/** Puts all rows that are whole into the sink and returns the others: the backup may have them as they were. */
function readAll(scan: Scan, sink: Sink, shapes: Shape[], tick: Tick): Flawed[] {
  const flawed: Flawed[] = [];
  let read = 0;
  const take = (table: string, row: Proven, columns: Column[]): boolean => {
    if (read++ % STRIDE === 0) tick();
    if (row.flawed.size === 0) return sink.add(table, row, columns);
    flawed.push({ table, row, columns });
    return true;
  };
  const wanted = scan.tables.filter(({ name }) => sink.wants(name));
  const derived = scan.tables.filter(({ name }) => !sink.wants(name));
  for (const table of wanted) {
    tick(`Reading ${table.name}`);
    const columns = table.columns ?? sink.columnsOf(table.name);
    for (const row of scan.rowsOf(table)) {
      if (!take(table.name, row, columns)) scan.findings.unreadableRows += 1;
    }
  }
  // Last: a broken pointer of theirs may lead to pages of the others.
  for (const table of derived) scan.claim(table);
  if (scan.isIncomplete || scan.tables.length === 0) {
    tick('Looking for lost pages');
    for (const { table, rows } of scan.strays(shapes))
      for (const row of rows) take(table, row, sink.columnsOf(table));
  }
  return flawed;
}
