import type { ResultSet, Row } from '@libsql/client';
import type { Cell, StatementResult } from './workerProtocol';

export function toResultSet({ columns, rows, ...counts }: StatementResult): ResultSet {
  return {
    columns,
    columnTypes: [],
    rows: rows.map((cells) => toRow(columns, cells)),
    ...counts,
    toJSON: () => ({ columns, rows }),
  };
}

/**
 * Read by position (Drizzle's builder) or by name (raw SQL). Unlike in libSQL's own rows the positions are
 * enumerable too, since hiding them takes several times as long: so pick what you need of a raw row by name.
 */
function toRow(columns: string[], cells: Cell[]): Row {
  const row = cells as unknown as Row;
  for (let i = 0; i < columns.length; i++) row[columns[i] ?? ''] = cells[i] as Row[string];
  return row;
}
