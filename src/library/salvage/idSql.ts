import type { Connection } from '../../db/connection';
import type { Bindable } from '../../db/workerProtocol';
import type { Place } from './ids';

export function replace(
  connection: Connection,
  [table, column]: Place,
  from: string,
  to: string,
): void {
  connection.execute({
    sql: `UPDATE OR IGNORE ${table} SET ${column} = ? WHERE ${column} = ?`,
    args: [to, from],
  });
}

export const texts = (connection: Connection, sql: string, ...args: Bindable[]): string[] =>
  connection.execute({ sql, args }).rows.map(([text]) => String(text));
