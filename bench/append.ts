import path from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { addExchange } from '../src/db/exchanges';
import { addMessage } from '../src/db/messages';
import { type Db, type Library } from '../src/db/open';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import { bareClient, bareHere, bareOnThread, type Contender, type Place } from './append/bare';
import { fillLibrary, indexLibrary } from './filling';
import { PEERS, type Size } from './peers/peers';
import { median, reportMachine, rounded, timed } from './statistics';
import { textOf } from './text';

/** Before the first round that counts, without pauses: V8 compiles what runs often, as in an editor that was open all day. */
const WARM_UP = 1_000;
const ROUNDS = 300;
/** Rewriting takes its time: so many appends are enough to know it. */
const REWRITES = 20;
const REWRITES_OF_ALL = 5;
/** Before each, in milliseconds: messages come one by one, not in a loop that keeps every cache warm. */
const PAUSE = 3;
const TEXT = textOf(0);
const role = 'user';
/** The library around the long chat: small chats, which is kind to whoever rewrites all of them. */
const LIBRARY = { chats: 10_000, messagesEach: 4 };

/**
 * One message through our store, the chat's own row included, against the bare driver writing the same row to the same
 * table with the same durability, and against the designs of our peers. In turns, so that all meet the same disk.
 *
 * `us_ms` is the time until the message is acknowledged: it is on disk then, but not yet in the full-text index, which
 * follows within 300 ms and before any search (src/db/indexer.ts). `indexed_us_ms` has the index's cost added: what
 * taking a burst of messages into the index takes, divided by their number. `lone_index_ms` is what the first search
 * after a single new message pays.
 *
 * `send_ms` is what sending a message writes in one transaction: the message, the answer it waits for, its receipt and
 * the chat's row.
 *
 * The driver is measured three times: `raw_ms` is its binding called directly, which stops the thread it is called on
 * until the disk has answered; `thread_ms` the same on a thread of its own, the least that an extension host can do
 * without being stopped; `client_ms` is @libsql/client, which Drizzle is used with elsewhere. The latter two, and
 * `send_ms`, are measured in turns with our store once more: the more there are, the colder each finds its caches.
 */
export async function measure() {
  reportMachine();
  const at10 = await measureAt({ messages: 10, chats: 0, messagesEach: 0 });
  const at5000 = await measureAt({ messages: 5_000, ...LIBRARY });
  const { peers, ...worse } = at10.ratio > at5000.ratio ? { ...at10, peers: at5000.peers } : at5000;
  return { ...worse, peers, at_10: at10, at_5000: at5000 };
}

async function measureAt(size: Size) {
  const us = await libraryWithChat(size);
  const { jsonl_log, ...rewriting } = PEERS;
  const append = () => addMessage(us.db, { chatId: us.chatId, role, text: TEXT });
  const raw = bareHere(await filledLibrary(size));
  const log = jsonl_log(temporaryFolder(), size);
  const ms = await measureInTurns({ us: { append, close: us.close }, raw, log });
  const asynchronous = {
    us: { append, close: us.close },
    thread: await bareOnThread(await filledLibrary(size)),
    client: bareClient(await filledLibrary(size)),
    send: await sending(size),
  };
  const beside = await measureInTurns(asynchronous);
  const index = await measureIndex(us.db, append);
  await expectAllFound(us.db);
  for (const { close } of [raw, log, ...Object.values(asynchronous)]) await close();
  return {
    us_ms: rounded(ms.us),
    raw_ms: rounded(ms.raw),
    ratio: rounded(ms.us / ms.raw),
    thread_ms: rounded(beside.thread),
    ratio_thread: rounded(beside.us / beside.thread),
    client_ms: rounded(beside.client),
    ratio_client: rounded(beside.us / beside.client),
    send_ms: rounded(beside.send),
    indexed_us_ms: rounded(ms.us + index.each),
    indexed_ratio: rounded((ms.us + index.each) / ms.raw),
    lone_index_ms: rounded(index.lone),
    peers: { ...(await measureRewriting(rewriting, size)), jsonl_log: rounded(ms.log) },
  };
}

/** The median of each, in milliseconds. */
async function measureInTurns<K extends string>(
  contenders: Record<K, Contender>,
): Promise<Record<K, number>> {
  const entries = Object.entries<Contender>(contenders).map(([name, { append }]) => ({
    ...{ name, append },
    samples: [] as number[],
  }));
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const { append, samples } of entries) {
      if (round >= 0) await pause(PAUSE);
      const ms = await timed(append);
      if (round >= 0) samples.push(ms);
    }
  }
  return Object.fromEntries(entries.map(({ name, samples }) => [name, median(samples)])) as Record<
    K,
    number
  >;
}

/** Afterwards: the garbage that they make would be collected while others are measured. */
async function measureRewriting(peers: Omit<typeof PEERS, 'jsonl_log'>, size: Size) {
  const ms: Partial<Record<keyof typeof peers, number>> = {};
  for (const name of keysOf(peers)) {
    const peer = peers[name](temporaryFolder(), size);
    const samples: number[] = [];
    await peer.append();
    for (let n = 0; n < (name === 'memento' ? REWRITES_OF_ALL : REWRITES); n++) {
      samples.push(await timed(() => peer.append()));
    }
    peer.close();
    ms[name] = rounded(median(samples));
  }
  return ms as Required<typeof ms>;
}

const keysOf = <T extends object>(of: T) => Object.keys(of) as (keyof T)[];

const BURSTS = 20;
/** As many as come between two steps of the index in the rounds above. */
const BURST = 20;

/** By how much a search takes longer when there are new messages than when there are none. */
async function measureIndex(db: Db, append: () => Promise<unknown>) {
  const search = () =>
    db.all(sql`select rowid from messages_fts where messages_fts match 'webhook'
      order by rowid desc limit 1`);
  const afterMessages = async (count: number) => {
    for (let n = 0; n < count; n++) await append();
    return timed(search);
  };
  const samples = { none: [] as number[], one: [] as number[], many: [] as number[] };
  for (let burst = 0; burst < BURSTS; burst++) {
    await search();
    samples.none.push(await afterMessages(0));
    samples.one.push(await afterMessages(1));
    samples.many.push(await afterMessages(BURST));
  }
  const none = median(samples.none);
  return {
    lone: median(samples.one) - none,
    each: (median(samples.many) - none) / BURST,
  };
}

/** Full-text is included: every message is found, the newest as well. */
async function expectAllFound(db: Db) {
  const [row] = await db.all<{ found: number; written: number }>(
    sql`select (select count(*) from messages_fts where messages_fts match 'message') as found,
      (select count(*) from messages) as written`,
  );
  if (row?.found !== row?.written) throw new Error(`${row?.found} of ${row?.written} were found.`);
}

/** A library of that size, at rest: with its index up to date. */
async function filledLibrary({ messages, chats, messagesEach }: Size): Promise<Place> {
  const file = path.join(temporaryFolder(), 'library.db');
  await (await openTestLibrary(file)).close();
  const chatId = fillLibrary(file, ({ project, chat }) => {
    const projectId = project('Bench');
    for (let n = 0; n < chats; n++) chat(projectId, messagesEach);
    return chat(projectId, messages);
  });
  await indexLibrary(file);
  return { file, chatId };
}

async function libraryWithChat(size: Size): Promise<Library & { chatId: string }> {
  const { file, chatId } = await filledLibrary(size);
  return { ...(await openTestLibrary(file)), chatId };
}

async function sending(size: Size): Promise<Contender> {
  const { db, chatId, close } = await libraryWithChat(size);
  const owner = String(process.pid);
  const append = () =>
    addExchange(db, { chatId, text: TEXT, model: 'test:model', requestId: uuidv7(), owner });
  return { append, close };
}
