import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import Database from 'libsql';
import { v7 as uuidv7 } from 'uuid';
import { addMessage } from '../src/db/messages';
import { createProjectWithChat } from '../src/db/projects';
import { type Db, type Library } from '../src/db/open';
import { messages } from '../src/db/schema';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import { median, rounded, timed } from './statistics';

/** Measured before the first pair that counts. */
const WARM_UP = 100;
const PAIRS = 300;
/** Before each, in milliseconds: messages come one by one, not in a loop that keeps every cache warm. */
const PAUSE = 3;
const TEXT = 'Why does the webhook retry twice before it gives up? '.repeat(4);
const role = 'user';

/**
 * One message through our store, full-text and the chat's own row included, against the bare driver writing the
 * same row to the same table with the same durability. In turns, so that both meet the same disk.
 */
export async function measure() {
  const at10 = await measureAt(10);
  const at5000 = await measureAt(5_000);
  const worse = at10.ratio > at5000.ratio ? at10 : at5000;
  return { ...worse, at_10: at10, at_5000: at5000 };
}

async function measureAt(size: number) {
  const us = await libraryWithChat(size);
  const raw = await bareLibrary(size);
  const append = () => addMessage(us.db, { chatId: us.chatId, role, text: TEXT });
  const times = { us: [] as number[], raw: [] as number[] };
  for (let pair = -WARM_UP; pair < PAIRS; pair++) {
    await pause(PAUSE);
    const usMs = await timed(append);
    await pause(PAUSE);
    const rawMs = await timed(raw.append);
    if (pair < 0) continue;
    times.us.push(usMs);
    times.raw.push(rawMs);
  }
  await expectAllFound(us.db, size + WARM_UP + PAIRS);
  await us.close();
  raw.close();
  const [usMs, rawMs] = [median(times.us), median(times.raw)];
  return { us_ms: rounded(usMs), raw_ms: rounded(rawMs), ratio: rounded(usMs / rawMs) };
}

/** Full-text is included: every message is found, the newest as well. */
async function expectAllFound(db: Db, expected: number) {
  const [row] = await db.all<{ found: number }>(
    sql`select count(*) as found from messages_fts where messages_fts match 'webhook'`,
  );
  if (row?.found !== expected) throw new Error(`${row?.found} of ${expected} messages were found.`);
}

async function libraryWithChat(size: number): Promise<Library & { chatId: string }> {
  const library = await openTestLibrary();
  const { chat } = await createProjectWithChat(library.db, { name: 'Bench' });
  await fill(library.db, chat.id, size);
  return { ...library, chatId: chat.id };
}

async function fill(db: Db, chatId: string, size: number) {
  await db.transaction(async (tx) => {
    for (let i = 0; i < size; i++) await tx.insert(messages).values({ chatId, role, text: TEXT });
  });
}

/** The same tables and indexes without full-text, in a file of its own. */
async function bareLibrary(size: number) {
  const file = path.join(temporaryFolder(), 'bare.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Bench' });
  await library.close();

  const db = new Database(file);
  db.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000');
  const triggers = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all([]) as {
    name: string;
  }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  const insert = db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, text, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  let parentId: string | null = null;
  const write = () => {
    const id = uuidv7();
    insert.run([id, chat.id, parentId, role, TEXT, Date.now()]);
    parentId = id;
  };
  const append = () => {
    db.exec('BEGIN IMMEDIATE');
    write();
    db.exec('COMMIT');
  };
  db.exec('BEGIN IMMEDIATE');
  for (let i = 0; i < size; i++) write();
  db.exec('COMMIT');
  return { append, close: () => db.close() };
}
