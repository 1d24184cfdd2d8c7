import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { createProjectWithChat } from '../../src/db/projects';
import { messages } from '../../src/db/schema';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { optionsFor, type Running, start } from '../store/program';
import type { LockHolderInput } from '../store/programs/lockHolder';
import type { WriterInput } from '../store/programs/writer';
import { isLong, tally } from './faults';

/** At full length four processes write for about a minute. */
const WRITES = isLong ? 80_000 : 10_000;

async function libraryWithChat() {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Two processes' });
  await library.close();
  return { file, chatId: chat.id };
}

async function startWriter(file: string, chatId: string, writes: number) {
  const input: WriterInput = { library: await optionsFor(file), chatId, writes };
  return start('writer', input);
}

/** The ids of the messages whose write a process was told has succeeded. */
async function acknowledged(writer: Running): Promise<string[]> {
  const { code, errors } = await writer.ended;
  expect({ code, errors }).toEqual({ code: 0, errors: '' });
  return writer.lines.slice(1);
}

async function expectStored(file: string, ids: string[], scenario: string) {
  const { db, close } = await openTestLibrary(file);
  const stored = new Set((await db.select({ id: messages.id }).from(messages)).map((m) => m.id));
  expect(ids).toHaveLength(WRITES);
  expect(ids.filter((id) => !stored.has(id))).toEqual([]);
  expect(stored.size).toBe(ids.length);
  expect(await db.all(sql`PRAGMA integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(
    await db.all(sql`select count(*) as n from messages_fts where messages_fts match 'of'`),
  ).toMatchObject([{ n: WRITES }]);
  await db.run(sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`);
  await close();
  tally({
    fault: scenario,
    tried: 1,
    checked: `${ids.length} acknowledged writes, ${stored.size} stored`,
  });
}

test('one process after the other: every acknowledged write is stored', async () => {
  const { file, chatId } = await libraryWithChat();
  const first = await acknowledged(await startWriter(file, chatId, WRITES / 2));
  const second = await acknowledged(await startWriter(file, chatId, WRITES / 2));
  await expectStored(file, [...first, ...second], 'one process after another');
});

test.each([2, 4])(
  '%i processes at full speed and one more that holds the lock: every acknowledged write is stored',
  async (count) => {
    const { file, chatId } = await libraryWithChat();
    const writers = await Promise.all(
      Array.from({ length: count }, () => startWriter(file, chatId, WRITES / count)),
    );
    await Promise.all(writers.map((writer) => writer.printed(100)));
    // The last is longer than SQLite itself waits, so the writers meet SQLITE_BUSY.
    const holding: LockHolderInput = { file, holds: [200, 500, 200, 500, 5_500] };
    const holder = await start('lockHolder', holding);
    const ids = await Promise.all(writers.map(acknowledged));
    expect(await holder.ended).toMatchObject({ code: 0 });
    expect(holder.lines).toHaveLength(holding.holds.length);
    await expectStored(
      file,
      ids.flat(),
      `${count} processes writing at full speed, a lock held in between`,
    );
  },
);
