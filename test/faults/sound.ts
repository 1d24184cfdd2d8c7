import { sql } from 'drizzle-orm';
import { expect } from 'vitest';
import { damageOf } from '../../src/db/checksum';
import type { Db } from '../../src/db/open';

/** SQLite's own check, every reference, the full-text index against the messages it was made from, and they against their checksums. */
export async function expectSound(db: Db): Promise<void> {
  expect(await db.all(sql`PRAGMA integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(await db.all(sql`PRAGMA foreign_key_check`)).toEqual([]);
  // A search brings the index up to date first.
  await db.all(sql`select count(*) from messages_fts where messages_fts match 'word'`);
  await db.run(sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`);
  expect((await endedMessages(db)).filter((one) => damageOf(one) === 'new')).toEqual([]);
}

interface Ended {
  text: string;
  reasoning: string;
  checksum: number | null;
}

export const endedMessages = (db: Db): Promise<Ended[]> =>
  db.all(sql`select text, reasoning, checksum from messages where status <> 'streaming'`);
