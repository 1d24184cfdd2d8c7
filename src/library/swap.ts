import { open, readFile, rename, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { isRunning } from '../db/running';
import { UserError } from '../db/userError';

/** One file takes the library's place; what was there is moved aside, with the files SQLite keeps beside it. */
export interface Swap {
  incoming: string;
  aside: string;
}

const Journal = z.object({
  incoming: z.string(),
  aside: z.string(),
  host: z.string(),
  pid: z.number(),
});
type Journal = z.infer<typeof Journal>;

const SUFFIXES = ['', '-wal', '-shm', '-journal'];

export const journalOf = (file: string): string => `${file}.swap`;
export const incomingOf = (file: string): string => `${file}.incoming`;

/**
 * Renames only, each of which happens or does not, behind a journal that says how to go on: whenever the process
 * dies, `finishSwap` leaves either library whole and in place. Nothing is overwritten.
 */
export async function swapIn(file: string, swap: Swap): Promise<void> {
  await writeJournal(file, { ...swap, host: hostname(), pid: process.pid });
  await goThrough(file, swap);
}

/** To be called before the library is opened: ends a swap whose process died, waits for one that is under way. */
export async function finishSwap(file: string): Promise<void> {
  for (let waited = 0; ; waited += STEP) {
    const journal = await readJournal(file);
    if (!journal) return;
    if (!isUnderWay(journal)) return goThrough(file, journal);
    if (waited > PATIENCE) {
      throw new UserError(
        'This library is being restored in another window. Try again when that has ended.',
      );
    }
    await wait(STEP);
  }
}

const STEP = 50;
const PATIENCE = 10_000;

async function goThrough(file: string, { incoming, aside }: Swap): Promise<void> {
  if (await exists(incoming)) {
    for (const suffix of SUFFIXES) await moveOnce(file + suffix, aside + suffix);
    await moveOnce(incoming, file);
    await flushFolder(path.dirname(file));
  } else if (!(await exists(file))) await moveOnce(aside, file);
  await rm(journalOf(file), { force: true });
  await flushFolder(path.dirname(file));
}

async function moveOnce(from: string, to: string): Promise<void> {
  if ((await exists(from)) && !(await exists(to))) await rename(from, to);
}

/** Whole or not there: a torn journal would be worse than none. */
async function writeJournal(file: string, journal: Journal): Promise<void> {
  const written = `${journalOf(file)}.partial`;
  try {
    const handle = await open(written, 'w');
    try {
      await handle.writeFile(JSON.stringify(journal));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(written, journalOf(file));
  } catch (error) {
    await rm(written, { force: true });
    throw error;
  }
  await flushFolder(path.dirname(file));
}

async function readJournal(file: string): Promise<Journal | undefined> {
  const text = await readFile(journalOf(file), 'utf8').catch(() => undefined);
  return text === undefined ? undefined : Journal.parse(JSON.parse(text));
}

const isUnderWay = ({ host, pid }: Journal) =>
  host === hostname() && pid !== process.pid && isRunning(pid);

async function flushFolder(folder: string): Promise<void> {
  if (process.platform === 'win32') return; // has no way to, and needs none
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

const exists = (file: string): Promise<boolean> =>
  stat(file).then(
    () => true,
    () => false,
  );
