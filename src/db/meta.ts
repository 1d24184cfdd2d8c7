import { sql } from 'drizzle-orm';
import type { Db } from './open';
import { meta } from './schema';

/** What the library says of itself under this name. Nothing is written when it says so already. */
export async function sayOfLibrary(db: Db, name: string, value: string): Promise<void> {
  const rows = await db
    .select()
    .from(meta)
    .where(sql`${meta.name} = ${name}`);
  if (rows[0]?.value === value) return;
  await db
    .insert(meta)
    .values({ name, value })
    .onConflictDoUpdate({ target: meta.name, set: { value } });
}
