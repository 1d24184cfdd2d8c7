import type { ResultSet, Row } from '@libsql/client';
import type { Cell, StatementResult } from './workerProtocol';

export function toResultSet({ columns, rows, ...counts }: StatementResult): ResultSet {
  ResultRow.makeReadable(columns.length);
  return {
    columns,
    columnTypes: [],
    rows: rows.map((cells) => new ResultRow(columns, cells) as unknown as Row),
    ...counts,
    toJSON: () => ({ columns, rows }),
  };
}

/**
 * Read by position (Drizzle's builder) and by name (raw SQL). As in libSQL's own rows only the names are
 * enumerable; the positions are getters of the class, because defining them row by row takes far longer.
 */
class ResultRow {
  readonly #cells: Cell[];
  static #readable = 0;

  constructor(columns: string[], cells: Cell[]) {
    this.#cells = cells;
    const named = this as unknown as Record<string, Cell | undefined>;
    for (const [i, column] of columns.entries()) named[column] = cells[i];
  }

  get length(): number {
    return this.#cells.length;
  }

  static makeReadable(positions: number): void {
    for (; this.#readable < positions; this.#readable++) {
      const position = this.#readable;
      Object.defineProperty(this.prototype, position, {
        get(this: ResultRow) {
          return this.#cells[position];
        },
      });
    }
  }
}
