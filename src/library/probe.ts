import { sql } from 'drizzle-orm';
import type { Db } from '../db/open';

/**
 * Finds the first and the last row of every table: damage near the top of the tables' trees, a torn end and a broken
 * schema show at once, at a cost that does not grow. It reads no text: see check.ts.
 */
export async function probe(db: Db): Promise<void> {
  const tables = await db.all<{ name: string }>(sql`
    select name from sqlite_master where type = 'table' and rootpage > 0 and sql not like '%without rowid%'`);
  for (const { name } of tables) {
    const table = sql.identifier(name);
    await db.all(sql`select min(rowid) from ${table}`);
    await db.all(sql`select max(rowid) from ${table}`);
  }
}
