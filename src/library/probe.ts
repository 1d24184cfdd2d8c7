import { sql } from 'drizzle-orm';
import type { Db } from '../db/open';

/**
 * Reads the first and the last row of every table: damage near the top of the tables' trees, a torn end and a broken
 * schema show at once, at a cost that does not grow.
 */
export async function probe(db: Db): Promise<void> {
  const tables = await db.all<{ name: string }>(sql`
    select name from sqlite_master where type = 'table' and rootpage > 0 and sql not like '%without rowid%'`);
  const ends = tables.flatMap(({ name }) => {
    const table = sql.identifier(name);
    return [
      sql`select * from ${table} order by rowid limit 1`,
      sql`select * from ${table} order by rowid desc limit 1`,
    ];
  });
  for (const end of ends) await db.all(end);
}
