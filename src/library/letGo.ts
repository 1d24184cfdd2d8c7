import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { isRunning } from '../db/running';
import { isDiskFull, NOTHING_CHANGED } from '../db/fullDisk';
import { UserError } from '../db/userError';

/** A file beside the library that asks every window to close it for a moment, because another is to take its place. */
const requestOf = (file: string) => `${file}.let-go`;
export const requestName = (file: string): string => path.basename(requestOf(file));

/** Beside it, of each window that is closing the library: it may still be writing. */
const closingOf = (file: string) => `${requestOf(file)}.closing-${process.pid}`;

/** What becomes of the library. */
export type Replacing = 'restored' | 'repaired';

const Process = z.object({ host: z.string(), pid: z.number() });
const Request = Process.extend({ why: z.enum(['restored', 'repaired']).default('restored') });

/** A request is renewed while it stands; one this old is of a process that is gone. In milliseconds. */
const STALE = 15_000;
const RENEW_EVERY = 3_000;
const STEP = 50;

/** Somebody else is putting another library in this one's place just now. */
export class BeingReplaced extends UserError {
  override name = 'BeingReplaced';
  constructor(why: Replacing) {
    super(`This library is being ${why} in another window. Try again when that has ended.`);
  }
}

/**
 * While `work` runs, every window that follows this library has it closed or is about to close it.
 * @throws {BeingReplaced}
 */
export async function whileOthersLetGo<T>(
  file: string,
  why: Replacing,
  work: () => Promise<T>,
): Promise<T> {
  const request = JSON.stringify({ host: hostname(), pid: process.pid, why });
  await claim(file, request);
  // What could not be renewed is as good as it was.
  const renew = () => void writeFile(requestOf(file), request).catch(() => undefined);
  const renewing = setInterval(renew, RENEW_EVERY);
  try {
    return await work();
  } finally {
    clearInterval(renewing);
    await rm(requestOf(file), { force: true });
  }
}

/** Of several at once one is the first. */
async function claim(file: string, request: string): Promise<void> {
  while (!(await writeNew(requestOf(file), request))) {
    const why = await askedToLetGo(file);
    if (why) throw new BeingReplaced(why);
    if (await isLeftBehind(requestOf(file))) await rm(requestOf(file), { force: true });
    else await wait(STEP); // it is about to be written
  }
}

/** False when there is one already. */
async function writeNew(file: string, text: string): Promise<boolean> {
  try {
    await writeFile(file, text, { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    await rm(file, { force: true });
    throw isDiskFull(error) ? new UserError(NOTHING_CHANGED, { cause: error }) : error;
  }
}

/** What for, when another process that is still there asks for it. */
export async function askedToLetGo(file: string): Promise<Replacing | undefined> {
  const request = await read(requestOf(file), Request);
  return request && isThere(request) ? request.why : undefined;
}

/** Resolves when the library may be opened again. */
export async function untilBack(file: string): Promise<void> {
  while (await askedToLetGo(file)) await wait(STEP);
}

/** Says so for as long as this window closes the library. Call what is returned when it is closed. */
export async function sayClosing(file: string): Promise<() => Promise<void>> {
  const closing = closingOf(file);
  await writeFile(closing, JSON.stringify({ host: hostname(), pid: process.pid }));
  return () => rm(closing, { force: true });
}

/** In which a window that nobody looks at has noticed the request, in milliseconds. */
const NOTICED = 1_000;
/** How long it may take to stop what it is doing. */
const PATIENCE = 8_000;

/**
 * For a library too damaged to be locked: resolves when the others, which were asked to, have closed it, so that what
 * they were still writing is read as well.
 */
export async function untilOthersClosed(file: string): Promise<void> {
  await wait(NOTICED);
  for (let waited = 0; waited < PATIENCE && (await areClosing(file)); waited += STEP) {
    await wait(STEP);
  }
}

async function areClosing(file: string): Promise<boolean> {
  const folder = path.dirname(file);
  const prefix = `${requestName(file)}.closing-`;
  const names = (await readdir(folder)).filter((name) => name.startsWith(prefix));
  for (const name of names) {
    const said = await read(path.join(folder, name), Process);
    if (said && isThere(said)) return true;
  }
  return false;
}

/** Undefined when it is not there, is about to be written, or is of long ago. */
async function read<T extends z.ZodType>(file: string, shape: T): Promise<z.infer<T> | undefined> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return (await isOld(file)) ? undefined : shape.safeParse(parse(text)).data;
}

async function isLeftBehind(file: string): Promise<boolean> {
  const said = await read(file, Process);
  return said ? !isThere(said) : isOld(file);
}

const isOld = (file: string): Promise<boolean> =>
  stat(file).then(
    ({ mtimeMs }) => Date.now() - mtimeMs > STALE,
    () => true,
  );

const isThere = ({ host, pid }: z.infer<typeof Process>): boolean =>
  host === hostname() ? pid !== process.pid && isRunning(pid) : true;

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
