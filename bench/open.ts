import path from 'node:path';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import { fillLibrary } from './filling';
import { measureGrowth } from './open/growth';
import { openWindow } from './open/window';
import { median, reportMachine, rounded, timed } from './statistics';

const [SHORT, LONG] = [50, 5_000];
/** Of each length, opened one after the other: opening the same chat again and again would flatter the caches. */
const CHATS = 10;
const WARM_UP = 2;
const ROUNDS = 40;

/**
 * The time until the last window of a chat is ready for the webview, in short chats and in long ones; and by how much
 * a process has grown that has opened many chats and searched a lot.
 */
export async function measure() {
  reportMachine();
  const opening = await measureOpening();
  const { warm, cold } = await measureGrowth();
  return { ...opening, rss_growth_mb: rounded(warm), rss_growth_cold_mb: rounded(cold) };
}

async function measureOpening() {
  const file = path.join(temporaryFolder(), 'library.db');
  await (await openTestLibrary(file)).close();
  const pairs = fillLibrary(file, ({ project, chat }) => {
    const id = project('Opening');
    return Array.from({ length: CHATS }, () => [chat(id, SHORT), chat(id, LONG)] as const);
  });
  const { db, close } = await openTestLibrary(file);
  const times = { short: [] as number[], long: [] as number[] };
  for (let round = -WARM_UP; round < ROUNDS; round++) {
    for (const [short, long] of pairs) {
      const shortMs = await timed(() => openWindow(db, short));
      const longMs = await timed(() => openWindow(db, long));
      if (round < 0) continue;
      times.short.push(shortMs);
      times.long.push(longMs);
    }
  }
  await close();
  const [shortMs, longMs] = [median(times.short), median(times.long)];
  return { ms_50: rounded(shortMs), ms_5000: rounded(longMs), ratio: rounded(longMs / shortMs) };
}
