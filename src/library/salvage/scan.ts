import { type Column, columnsIn } from './columns';
import { namesIn, type Names } from './names';
import { openPages, type Pages } from './pages';
import { proverOf } from './proofs';
import type { Proven } from './proven';
import type { Value } from './records';
import { type Shape, shapeOf } from './shapes';
import {
  type Findings,
  freePages,
  isLeaf,
  nothingFound,
  type Row,
  rowsBelow,
  rowsOn,
} from './trees';

export interface Table {
  name: string;
  root: number;
  sql: string;
  /** In the order of its rows' values; null when that cannot be told. */
  columns: Column[] | null;
}

/** What bytes that are no letter any more are read as. */
export const BROKEN = '\u{FFFD}';

const NAME_IN_SQL = /^CREATE TABLE [`"']?(\w+)/i;

/** A table has its name three times, should a letter of one be broken or another one. */
function nameOfTable(said: (Value | undefined)[]): string | undefined {
  const names = said.flatMap((one) =>
    typeof one === 'string' && !one.includes(BROKEN) ? [one] : [],
  );
  return names.find((name, i) => names.indexOf(name) !== i) ?? names[0];
}

/** Reads a damaged file from end to end. */
export class Scan {
  readonly findings: Findings = nothingFound();
  readonly tables: Table[];
  private readonly pages: Pages;
  private readonly names: Names;

  constructor(file: string) {
    this.pages = openPages(file);
    this.tables = this.readSchema();
    this.names = this.readNames();
  }

  get pageCount(): number {
    return this.pages.count;
  }

  /** Something that belongs to a table could not be read. */
  get isIncomplete(): boolean {
    const { unreadablePages, unreadableRows } = this.findings;
    return unreadablePages + unreadableRows > 0;
  }

  /** Whether anything at all is not as it was written. */
  get isDamaged(): boolean {
    const { flawedRows, healedRows, flawedCopies } = this.findings;
    return this.isIncomplete || flawedRows + healedRows + flawedCopies > 0;
  }

  /** Whether what was read belongs together, should others write meanwhile. */
  get isOfOneMoment(): boolean {
    return this.pages.isLogTheSame();
  }

  *rowsOf({ name, root, columns }: Table, found = this.findings): Generator<Proven> {
    const prove = proverOf(name, columns ?? [], this.names, found);
    for (const row of rowsBelow(this.pages, root, found)) yield prove(row);
  }

  /** Without counting what could not be read, and once more if need be. */
  peek({ root }: Table): Generator<Row> {
    return rowsBelow(this.pages, root, nothingFound());
  }

  /** Of a table that is made anew from others: its pages are nobody else's, and what is wrong with them is no loss. */
  claim({ root }: Table): void {
    const rows = rowsBelow(this.pages, root, { ...nothingFound(), seen: this.findings.seen });
    while (!rows.next().done) continue;
  }

  /** Rows on pages that no table leads to any more, because what led there cannot be read. After all tables. */
  *strays(shapes: Shape[]): Generator<{ table: string; rows: Proven[] }> {
    const free = freePages(this.pages);
    for (let number = 1; number <= this.pages.count; number++) {
      if (this.findings.seen.has(number) || free.has(number)) continue;
      const page = this.pages.read(number);
      if (!page || !isLeaf(page, number)) continue;
      const rows = [...rowsOn(this.pages, number, page, nothingFound())];
      const whole = rows.filter(({ cut }) => cut.size === 0);
      const shape = shapeOf(
        whole.map(({ values }) => values),
        shapes,
      );
      if (!shape) continue;
      const { table, columns } = shape;
      yield { table, rows: rows.map(proverOf(table, columns, this.names, this.findings)) };
    }
  }

  close(): void {
    this.pages.close();
  }

  private readSchema(): Table[] {
    const tables: Table[] = [];
    for (const { values, cut } of rowsBelow(this.pages, 1, this.findings)) {
      const [type, first, second, root, sql] = values;
      if (cut.size > 0) this.findings.unreadableRows += 1;
      if (type !== 'table' || typeof sql !== 'string' || cut.size > 0) continue;
      const name = nameOfTable([first, second, NAME_IN_SQL.exec(sql)?.[1]]);
      if (name === undefined) continue;
      // Those without row numbers are trees of another kind, and none of ours.
      if (/without\s+rowid\s*$/i.test(sql)) continue;
      if (typeof root !== 'number' || root <= 1) continue;
      tables.push({ name, root, sql, columns: columnsIn(sql) });
    }
    return tables;
  }

  /** None when it cannot be told which of them are outdated. */
  private readNames(): Names {
    const found = nothingFound();
    const rowsIn = (table: string) => {
      const root = this.tables.find(({ name }) => name === table)?.root;
      return root === undefined ? [] : [...rowsBelow(this.pages, root, found)];
    };
    const changed = rowsIn('names_fts_changed');
    return found.unreadablePages + found.unreadableRows > 0
      ? new Map()
      : namesIn(rowsIn('names_fts_content'), changed);
  }
}
