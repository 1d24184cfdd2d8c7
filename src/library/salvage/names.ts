import { checksumOf } from '../../db/checksum';
import { NAMED, nameKeyOf } from '../../db/namesIndex';
import { bytesAt, flawedAt, type Prove, withBytes } from './proven';
import type { Findings, Row } from './trees';

/** What the search keeps of a row's names, by its key there: a second copy, with a sum of its own. */
export type Names = ReadonlyMap<number, { text: string; isSound: boolean }>;

/** Those that were copied since they last changed. `copies` are the rows of `names_fts_content`. */
export function namesIn(copies: Iterable<Row>, changed: Iterable<Row>): Names {
  const outdated = new Set(Array.from(changed, ({ rowid }) => rowid));
  const names = new Map<number, { text: string; isSound: boolean }>();
  for (const { rowid, values, broken, cut } of copies) {
    const [, text, , checksum] = values;
    // Earlier versions kept no sum: nobody can tell then which of two is right.
    if (outdated.has(rowid) || cut.size > 0 || typeof checksum !== 'number') continue;
    const isSound =
      broken.size === 0 && typeof text === 'string' && checksumOf({ text }) === checksum;
    names.set(rowid, { text: String(text), isSound });
  }
  return names;
}

/** Of three, the row, its copy and the copy's sum, two agree. */
export function proveNames(
  table: string,
  placeOf: (name: string) => number,
  names: Names,
  found: Findings,
): Prove[] {
  const named = NAMED.find((one) => one.table === table);
  const places = named?.columns.map((name) => placeOf(name)) ?? [];
  if (!named || places.includes(-1)) return [];
  return [
    (row) => {
      const copy = names.get(nameKeyOf(named.table, row.rowid));
      if (!copy) return undefined;
      const parts = places.map((place) => bytesAt(row, place));
      const text = Buffer.from(copy.text);
      if (joined(parts).equals(text) && copy.isSound) return undefined;
      if (!copy.isSound) {
        found.flawedCopies += 1;
        return undefined;
      }
      const healed = splitLike(text, parts);
      if (!healed) return flawedAt(row, places);
      return withBytes(row, new Map(places.map((place, i) => [place, healed[i] ?? text])));
    },
  ];
}

const BETWEEN = Buffer.from('\n');
const joined = (parts: Buffer[]) =>
  Buffer.concat(parts.flatMap((part, i) => (i === 0 ? [part] : [BETWEEN, part])));

/** The copy cut where the row's own parts end; undefined where it was not made of such parts. */
function splitLike(text: Buffer, parts: Buffer[]): Buffer[] | undefined {
  let at = 0;
  const cut = parts.map(({ length }) => text.subarray(at, (at += length + 1) - 1));
  return joined(cut).equals(text) ? cut : undefined;
}
