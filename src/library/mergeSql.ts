import type { Connection } from '../db/connection';
import type { Bindable, Cell } from '../db/workerProtocol';

export const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** All of a table's columns but its key, which every library gives out itself. */
export const columnsOf = (connection: Connection, table: string): string[] =>
  rowsOf(connection, `SELECT name FROM pragma_table_info(${quoted(table)}, 'main')`)
    .map(([name]) => String(name))
    .filter((name) => name !== 'key');

export const rowsOf = (connection: Connection, sql: string, args: Bindable[] = []): Cell[][] =>
  connection.execute({ sql, args }).rows;

export const valueOf = (connection: Connection, sql: string, args: Bindable[] = []): number =>
  Number(rowsOf(connection, sql, args)[0]?.[0] ?? 0);

/** Returns how many rows it was. */
export const run = (connection: Connection, sql: string, args: Bindable[] = []): number =>
  connection.execute({ sql, args }).rowsAffected;

/** What is being deleted for good is not brought anywhere, and gets nothing. */
export const isLiving = (row: string): string => `${row}.shelved_at IS NOT 0`;

/** When the user last changed a project or chat, as far as its row tells. */
export const changedAt = (row: string): string =>
  `max(${row}.updated_at, coalesce(${row}.shelved_at, 0))`;

/** Both texts that were typed and not sent: the winner's first, and none of them twice. */
export const bothDrafts = (winner: string, loser: string): string => `CASE
  WHEN ${loser}.draft = '' OR instr(${winner}.draft, ${loser}.draft) > 0 THEN ${winner}.draft
  WHEN ${winner}.draft = '' OR instr(${loser}.draft, ${winner}.draft) > 0 THEN ${loser}.draft
  ELSE ${winner}.draft || char(10, 10) || ${loser}.draft END`;

/** To set them does not touch a chat, so nobody knows which are newer: the winner's, if it has any. */
export const ownSettings = (winner: string, loser: string): string =>
  `CASE ${winner}.settings WHEN '{}' THEN ${loser}.settings ELSE ${winner}.settings END`;
