import { openPages, type Pages } from './pages';
import { type Shape, tableOf } from './shapes';
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
}

/** What bytes that are no letter any more are read as. */
export const BROKEN = '\u{FFFD}';

/** Reads a damaged file from end to end. */
export class Scan {
  readonly findings: Findings = nothingFound();
  readonly tables: Table[];
  private readonly pages: Pages;

  constructor(file: string) {
    this.pages = openPages(file);
    this.tables = this.readSchema();
  }

  get pageCount(): number {
    return this.pages.count;
  }

  /** Something that belongs to a table could not be read. */
  get isIncomplete(): boolean {
    const { unreadablePages, unreadableRows, flawedRows } = this.findings;
    return unreadablePages + unreadableRows + flawedRows > 0;
  }

  rowsOf(table: Table): Generator<Row> {
    return rowsBelow(this.pages, table.root, this.findings);
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
  *strays(shapes: Shape[]): Generator<{ table: string; rows: Row[] }> {
    const free = freePages(this.pages);
    for (let number = 1; number <= this.pages.count; number++) {
      if (this.findings.seen.has(number) || free.has(number)) continue;
      const page = this.pages.read(number);
      if (!page || !isLeaf(page, number)) continue;
      const rows = [...rowsOn(this.pages, number, page, nothingFound())];
      const table = tableOf(
        rows.map(({ values }) => values),
        shapes,
      );
      if (table !== undefined) yield { table, rows };
    }
  }

  close(): void {
    this.pages.close();
  }

  private readSchema(): Table[] {
    const tables: Table[] = [];
    for (const { values } of rowsBelow(this.pages, 1, this.findings)) {
      const [type, first, second, root, sql] = values;
      // A table has its name twice, should a letter of one be broken.
      const name = [first, second].find((one) => typeof one === 'string' && !one.includes(BROKEN));
      if (type !== 'table' || typeof name !== 'string' || typeof sql !== 'string') continue;
      // Those without row numbers are trees of another kind, and none of ours.
      if (/without\s+rowid\s*$/i.test(sql)) continue;
      if (typeof root === 'number' && root > 1) tables.push({ name, root, sql });
    }
    return tables;
  }
}
