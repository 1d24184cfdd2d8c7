import { type AnyColumn, type SQL, sql } from 'drizzle-orm';

/** The one row that a query for one thing must find. */
export function only<T>(rows: T[], notFound: () => Error): T {
  const [row] = rows;
  if (!row) throw notFound();
  return row;
}

/** True for text that has the filter in it, letter case aside; everything for an empty filter. */
export function containing(column: AnyColumn, filter: string): SQL | undefined {
  const literal = filter.trim().replaceAll(/[\\%_]/g, String.raw`\$&`);
  return literal === '' ? undefined : sql`${column} like ${`%${literal}%`} escape '\\'`;
}
