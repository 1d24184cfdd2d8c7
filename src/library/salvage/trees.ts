import type { Pages } from './pages';
import { type Decoded, decodeRecord, readVarint } from './records';
import { rowNumbers } from './rowNumbers';

/** SQLite's b-trees of tables: https://www.sqlite.org/fileformat2.html#b_tree_pages */
export interface Row extends Decoded {
  rowid: number;
}

/** What was met on the way through a file. */
export interface Findings {
  /** Pages that are some table's, so that they are nobody else's. */
  seen: Set<number>;
  /** Pages that should have been a table's and could not be read. */
  unreadablePages: number;
  /** Rows that are there and could not be read. */
  unreadableRows: number;
  /** Rows that do not hold what was written, as far as they can be held against something. */
  flawedRows: number;
  /** Those that did not, and do again: what was written could be told. */
  healedRows: number;
  /** Copies for the search that are not what was copied. */
  flawedCopies: number;
}

export const nothingFound = (): Findings => ({
  seen: new Set(),
  unreadablePages: 0,
  unreadableRows: 0,
  flawedRows: 0,
  healedRows: 0,
  flawedCopies: 0,
});

const INTERIOR = 0x05;
const LEAF = 0x0d;

/** Every row that can be read below this page, whatever lies between. */
export function* rowsBelow(pages: Pages, number: number, found: Findings): Generator<Row> {
  if (found.seen.has(number)) {
    // Every page is some one page's child: what was to stand here is lost, unless it is found as a stray.
    found.unreadablePages += 1;
    return;
  }
  const page = pages.read(number);
  const type = page?.[headerAt(number)];
  if (!page || (type !== LEAF && type !== INTERIOR)) {
    found.unreadablePages += 1;
    return;
  }
  found.seen.add(number);
  if (type === LEAF) yield* rowsOn(pages, number, page, found);
  else for (const child of childrenOf(page, number)) yield* rowsBelow(pages, child, found);
}

export const isLeaf = (page: Buffer, number: number): boolean => page[headerAt(number)] === LEAF;

export function* rowsOn(
  pages: Pages,
  number: number,
  page: Buffer,
  found: Findings,
): Generator<Row> {
  const cells = cellsOf(page, number, 8);
  const numbers = rowNumbers(page, cells);
  for (const [i, at] of cells.entries()) {
    try {
      const row = readRow(pages, page, at);
      const rowid = numbers[i] ?? row.rowid;
      if (rowid !== row.rowid) found.healedRows += 1;
      yield { ...row, rowid };
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      found.unreadableRows += 1;
    }
  }
}

/** The first page carries the file's header. */
const headerAt = (number: number) => (number === 1 ? 100 : 0);

function cellsOf(page: Buffer, number: number, headerSize: 8 | 12): number[] {
  const start = headerAt(number);
  const count = page.readUInt16BE(start + 3);
  const list = start + headerSize;
  const fitting = Math.min(count, Math.floor((page.length - list) / 2));
  return Array.from({ length: fitting }, (_, i) => page.readUInt16BE(list + 2 * i));
}

function childrenOf(page: Buffer, number: number): number[] {
  const last = page.readUInt32BE(headerAt(number) + 8);
  const cells = cellsOf(page, number, 12).filter((at) => at + 4 <= page.length);
  return [...cells.map((at) => page.readUInt32BE(at)), last];
}

function readRow(pages: Pages, page: Buffer, cell: number): Row {
  const [size, afterSize] = readVarint(page, cell);
  const [rowid, start] = readVarint(page, afterSize);
  if (size > pages.count * pages.usable) throw new RangeError('A row is larger than the file.');
  const local = localSize(size, pages.usable);
  const parts = [page.subarray(start, start + local)];
  if (local < size) parts.push(...overflow(pages, page.readUInt32BE(start + local), size - local));
  return { rowid, ...decodeRecord(Buffer.concat(parts), size) };
}

function localSize(size: number, usable: number): number {
  if (size <= usable - 35) return size;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((size - least) % (usable - 4));
  return wanted <= usable - 35 ? wanted : least;
}

/** As far as it can be followed. */
function overflow(pages: Pages, first: number, size: number): Buffer[] {
  const parts: Buffer[] = [];
  let rest = size;
  for (let number = first; rest > 0;) {
    const page = pages.read(number);
    if (!page) break;
    parts.push(page.subarray(4, 4 + Math.min(rest, pages.usable - 4)));
    rest -= pages.usable - 4;
    number = page.readUInt32BE(0);
  }
  return parts;
}

/** Pages that hold nothing any more, but still what they held before. */
export function freePages(pages: Pages): Set<number> {
  const free = new Set<number>();
  let trunk = pages.read(1)?.readUInt32BE(32) ?? 0;
  while (trunk !== 0 && !free.has(trunk)) {
    free.add(trunk);
    const page = pages.read(trunk);
    if (!page) break;
    const count = Math.min(page.readUInt32BE(4), Math.floor(page.length / 4) - 2);
    for (let i = 0; i < count; i++) free.add(page.readUInt32BE(8 + 4 * i));
    trunk = page.readUInt32BE(0);
  }
  return free;
}
