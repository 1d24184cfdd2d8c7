import type { Db } from '../db/open';

/**
 * Finds the first and the last row of every table: damage near the top of the tables' trees, a torn end and a broken
 * schema show at once, at a cost that does not grow. It reads no text of theirs: see check.ts.
 */
export async function probe({ $client }: Db): Promise<void> {
  const { rows } = await $client.execute(`SELECT name FROM sqlite_master
    WHERE type = 'table' AND rootpage > 0 AND sql NOT LIKE '%without rowid%'`);
  const ends = rows.flatMap(({ name }) => {
    const table = `"${(typeof name === 'string' ? name : '').replaceAll('"', '""')}"`;
    return [`SELECT min(rowid) FROM ${table}`, `SELECT max(rowid) FROM ${table}`];
  });
  await $client.batch(ends);
}
