import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { checksumOf } from '../../src/db/checksum';
import type { Db } from '../../src/db/open';

/** SQLite's own check, every reference, the full-text index against the messages it was made from, and they against their checksums. */
export async function expectSound(db: Db): Promise<void> {
  expect(await db.all(sql`PRAGMA integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(await db.all(sql`PRAGMA foreign_key_check`)).toEqual([]);
  // A search brings the index up to date first.
  await db.all(sql`select count(*) from messages_fts where messages_fts match 'word'`);
  await db.run(sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`);
  const known = (await checksumsIn(db)).filter(({ written }) => written !== null);
  expect(known.filter(({ written, right }) => written !== right)).toEqual([]);
}

/** Of every message that has ended. */
export async function checksumsIn(db: Db): Promise<{ written: number | null; right: number }[]> {
  const rows = await db.all<{ text: string; reasoning: string; checksum: number | null }>(
    sql`select text, reasoning, checksum from messages where status <> 'streaming'`,
  );
  return rows.map(({ checksum, ...words }) => ({ written: checksum, right: checksumOf(words) }));
}
