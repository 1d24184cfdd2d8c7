import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { getMessage, listStreaming, markInterrupted } from '../../src/db/messages';
import type { Db } from '../../src/db/open';
import { createProjectWithChat } from '../../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { optionsFor, start } from './program';
import type { Acknowledged, StreamerInput } from './programs/streamer';

const KILLS = 30;
const LONGEST_LIFE = 250;

/** Starts it, kills it at a random moment of its writing, and returns what it had been told was stored. */
async function killAtRandomMoment(input: StreamerInput): Promise<Acknowledged[]> {
  const streamer = await start('streamer', input);
  await streamer.printed(1);
  await wait(Math.random() * LONGEST_LIFE);
  streamer.process.kill('SIGKILL');
  expect((await streamer.ended).signal).toBe('SIGKILL');
  return streamer.lines.slice(1).map((line) => JSON.parse(line) as Acknowledged);
}

async function expectThere(db: Db, acknowledged: Acknowledged[]) {
  const texts = new Map<string, string>();
  const ended = new Set<string>();
  for (const entry of acknowledged) {
    if (entry.wrote === 'exchange') {
      expect(await getMessage(db, entry.userId)).toMatchObject({ text: entry.question });
      texts.set(entry.answerId, '');
    } else if (entry.wrote === 'piece') texts.set(entry.answerId, entry.soFar);
    else ended.add(entry.answerId);
  }
  for (const [id, text] of texts) {
    const stored = await getMessage(db, id);
    // The write after the last acknowledged one may have been committed as well.
    expect(stored.text.startsWith(text)).toBe(true);
    expect(stored.text).toMatch(/^(piece\d+ 🙂 )*$/u);
    if (ended.has(id)) expect(stored).toMatchObject({ status: 'done', text });
  }
}

async function expectSound(db: Db) {
  expect(await db.all(sql`PRAGMA integrity_check`)).toMatchObject([{ integrity_check: 'ok' }]);
  expect(await db.all(sql`PRAGMA foreign_key_check`)).toEqual([]);
  await db.run(sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`);
}

/** What the next start does with answers that nobody is reading any more. */
async function expectRecovered(db: Db) {
  const orphans = await listStreaming(db);
  const before = await Promise.all(orphans.map(({ messageId }) => getMessage(db, messageId)));
  await markInterrupted(
    db,
    orphans.map(({ messageId }) => messageId),
  );
  for (const { id, text } of before) {
    expect(await getMessage(db, id)).toMatchObject({ text, status: 'interrupted' });
  }
  return orphans.length;
}

test(`after ${KILLS} kills in the middle of writes and answers, every acknowledged word is there`, async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Killed' });
  await library.close();
  const input = { library: await optionsFor(file), chatId: chat.id };

  let writes = 0;
  let interrupted = 0;
  for (let kill = 0; kill < KILLS; kill++) {
    const acknowledged = await killAtRandomMoment(input);
    writes += acknowledged.length;
    const { db, close } = await openTestLibrary(file);
    await expectThere(db, acknowledged);
    await expectSound(db);
    interrupted += await expectRecovered(db);
    await close();
  }
  console.log(`${KILLS} kills, ${writes} acknowledged writes, ${interrupted} answers interrupted`);
  expect(interrupted).toBeGreaterThan(KILLS / 2);
}, 120_000);
