import { setTimeout as pause } from 'node:timers/promises';
import { findMessages, findPassages } from '../../src/db/passages';
import { openLibrary } from '../../src/db/open';
import { searchMessages } from '../../src/db/search';
import type { OpenOptions } from '../../src/db/workerProtocol';
import { RARE_WORDS } from '../text';
import { olderWindow, openWindow } from './window';

/**
 * Opens every chat and scrolls to its beginning, searches many times, and prints how much its RSS has grown, in MB: the
 * worker thread and SQLite's page cache included, the garbage collected before each look. `cold` counts from the first
 * chat on; `warm` from where V8's new space and the page cache have reached the size that they keep, so that it says
 * what more chats and searches cost.
 */
export interface Growth {
  warm: number;
  cold: number;
}

interface Input {
  library: OpenOptions & { workerFile: string };
  projectId: string;
  chats: string[];
}
const SEARCHES = 1_000;
const WARM_UP = { chats: 10, searches: 100 };

const { library, projectId, chats } = JSON.parse(process.argv[2] ?? '{}') as Input;
const { db, close } = await openLibrary(library);

async function openToTheTop(chatId: string): Promise<void> {
  const window = JSON.parse(await openWindow(db, chatId)) as {
    window: { messages: { messageId: string }[] };
  };
  let oldest = window.window.messages[0]?.messageId;
  while (oldest !== undefined) oldest = await olderWindow(db, oldest);
}

/** As somebody types it, letter by letter in the end, and now and then for the best; a common word and a rare one. */
async function search(n: number): Promise<void> {
  const rare = `rare${n % RARE_WORDS}`;
  const query = n % 2 ? `webhook ${rare}` : rare.slice(0, 2 + (n % 5));
  await searchMessages(db, { query, order: n % 10 ? 'newest' : 'best', limit: 50 });
  const match = `"${rare}"`;
  if (n % 10 === 0) await findMessages(db, { projectId, match, limit: 50, notInChat: '' });
  if (n % 10 === 5) await findPassages(db, { projectId, match, limit: 50 });
}

async function rss(): Promise<number> {
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await pause(100);
  }
  return process.memoryUsage().rss / 2 ** 20;
}

async function use(some: string[], searches: number): Promise<void> {
  for (const chat of some) await openToTheTop(chat);
  for (let n = 0; n < searches; n++) await search(n);
}

await use(chats.slice(0, 1), 10);
const cold = await rss();
await use(chats.slice(0, WARM_UP.chats), WARM_UP.searches);
const warm = await rss();
await use(chats, SEARCHES);
const after = await rss();
await close();
const growth: Growth = { warm: after - warm, cold: after - cold };
console.log(JSON.stringify(growth));
