import { hashOf } from '../../db/blobs';
import { checksumOf, isChecksumOf, marked, type Words } from '../../db/checksum';
import type { Connection } from '../../db/connection';
import type { Column } from './columns';
import type { Proven } from './proven';
import type { Value } from './records';
import { BROKEN, Scan } from './scan';
import type { Sink } from './sink';
import { nothingFound } from './trees';

/** A row that does not hold what was written. */
export interface Flawed {
  table: string;
  row: Proven;
  columns: Column[];
}

/**
 * Puts flawed rows into the sink: what they held, where a backup knows it, and all the rest as it is. Returns those
 * of which none knows it.
 */
export function addFlawed(sink: Sink, flawed: Flawed[], backups: string[]): Flawed[] {
  const known = new Map<Flawed, Value[]>();
  for (const backup of backups) {
    const sought = flawed.filter((one) => !known.has(one));
    if (sought.length === 0) break;
    for (const [one, values] of healedRows(sink, sought, backup)) known.set(one, values);
  }
  return flawed.filter((one) => {
    const values = known.get(one) ?? acceptedValues(one);
    const isAdded = sink.add(one.table, { ...one.row, values }, one.columns);
    return isAdded && !known.has(one);
  });
}

function healedRows(sink: Sink, flawed: Flawed[], backup: string): Map<Flawed, Value[]> {
  const scan = new Scan(backup);
  try {
    return healedFrom(scan, sink, flawed);
  } finally {
    scan.close();
  }
}

function healedFrom(scan: Scan, sink: Sink, flawed: Flawed[]): Map<Flawed, Value[]> {
  const healed = new Map<Flawed, Value[]>();
  for (const table of scan.tables) {
    const sought = new Map(
      flawed
        .filter((one) => one.table === table.name)
        .map((one) => [sink.identityOf(one.table, one.row, one.columns), one]),
    );
    if (sought.size === 0 || !table.columns) continue;
    for (const row of scan.rowsOf(table, nothingFound())) {
      const one = sought.get(sink.identityOf(table.name, row, table.columns));
      const values = one && row.flawed.size === 0 ? standIn(one, row, table.columns) : undefined;
      if (one && values) healed.set(one, values);
    }
  }
  return healed;
}

/** What the backup holds in the places that are flawed; undefined when that is not what was written either. */
function standIn(
  { table, row, columns }: Flawed,
  copy: Proven,
  copied: Column[],
): Value[] | undefined {
  if (!isSameRow(row.values[placeOf(columns, 'id')], copy.values[placeOf(copied, 'id')])) {
    return undefined;
  }
  const values = [...row.values];
  for (const place of row.flawed) {
    const value = copy.values[copied.findIndex(({ name }) => name === columns[place]?.name)];
    if (value === undefined) return undefined;
    if (row.cut.has(place) && !isBeginning(row.values[place], value)) return undefined;
    values[place] = value;
  }
  return table === 'messages' && !areThoseWords(values, columns) ? undefined : values;
}

/** What could be read of a value says which it was. */
function isBeginning(part: Value | undefined, of: Value): boolean {
  if (typeof part === 'string') return typeof of === 'string' && of.startsWith(part);
  if (Buffer.isBuffer(part)) return Buffer.isBuffer(of) && of.indexOf(part) === 0;
  return true;
}

/** After a restore another row may have its number. A broken letter of an id may be any. */
const isSameRow = (id: Value | undefined, other: Value | undefined): boolean =>
  typeof id !== 'string' ||
  (typeof other === 'string' &&
    id.length === other.length &&
    [...id].every((letter, i) => letter === BROKEN || letter === other[i]));

/** An answer may have grown since the backup; then what it has now, one letter or two aside, is more. */
function areThoseWords(values: Value[], columns: Column[]): boolean {
  const checksum = values[placeOf(columns, 'checksum')];
  return typeof checksum !== 'number' || isChecksumOf(checksum, wordsIn(values, columns));
}

function wordsIn(values: Value[], columns: Column[]): Words {
  const [text, reasoning] = WORDS.map((name) => String(values[placeOf(columns, name)] ?? ''));
  return { text: text ?? '', reasoning: reasoning ?? '' };
}

const WORDS = ['text', 'reasoning'];

/** As it is from now on: it was told once, and is no damage that anything is to be done about any more. */
function acceptedValues(one: Flawed): Value[] {
  const { table, columns } = one;
  const values = withTime(one);
  const at = (name: string) => placeOf(columns, name);
  if (table === 'messages' && at('checksum') >= 0) return withMark(values, one);
  const content = values[at('content')];
  if (table === 'blobs' && Buffer.isBuffer(content))
    return values.with(at('hash'), hashOf(content));
  return values;
}

/** Words that are not what was written are marked so for good. */
function withMark(values: Value[], { row, columns }: Flawed): Value[] {
  const sumAt = placeOf(columns, 'checksum');
  const words = wordsIn(values, columns);
  const checksum = values[sumAt];
  if (typeof checksum === 'number' && isChecksumOf(checksum, words)) return values;
  const areLost = WORDS.some((name) => row.flawed.has(placeOf(columns, name)));
  // A row from before the column was added ends before it.
  return columns.map((_, place) =>
    place !== sumAt ? (values[place] ?? null) : areLost ? marked(checksumOf(words)) : null,
  );
}

/** A row of which only the beginning could be read still has its id, which tells when it was made. */
function withTime({ row: { values, cut }, columns }: Flawed): Value[] {
  const [at, id] = [placeOf(columns, 'created_at'), values[placeOf(columns, 'id')]];
  return cut.has(at) ? values.with(at, timeOf(String(id)) ?? Date.now()) : values;
}

/** Of a UUIDv7, in milliseconds. */
function timeOf(id: string): number | undefined {
  const digits = id.replaceAll('-', '');
  return /^[\da-f]{12}7/i.test(digits) ? Number.parseInt(digits.slice(0, 12), 16) : undefined;
}

const placeOf = (columns: Column[], name: string) =>
  columns.findIndex((column) => column.name === name);

/** Whoever has a content that is another one now, has that. A receipt does not: it says what was sent. */
export function followContents(connection: Connection, kept: Flawed[]): void {
  for (const { row, columns } of kept.filter(({ table }) => table === 'blobs')) {
    const [hash, content] = ['hash', 'content'].map((name) => row.values[placeOf(columns, name)]);
    if (typeof hash !== 'string' || !Buffer.isBuffer(content)) continue;
    for (const [table, column] of WITH_CONTENT) {
      connection.execute({
        sql: `UPDATE ${table} SET ${column} = ? WHERE ${column} = ?`,
        args: [hashOf(content), hash],
      });
    }
  }
}

const WITH_CONTENT = [
  ['files', 'hash'],
  ['files', 'seen_hash'],
  ['images', 'hash'],
];
