import { readFile, rm, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import * as z from 'zod';
import { isRunning } from '../db/running';
import { UserError } from '../db/userError';

/** A file beside the library that asks every window to close it for a moment, because another is to take its place. */
const requestOf = (file: string) => `${file}.let-go`;
export const requestName = (file: string): string => path.basename(requestOf(file));

const Request = z.object({ host: z.string(), pid: z.number() });

/** A request is renewed while it stands; one this old is of a process that is gone. In milliseconds. */
const STALE = 15_000;
const RENEW_EVERY = 3_000;
const STEP = 50;

/** While `work` runs, every window that follows this library has it closed or is about to close it. */
export async function whileOthersLetGo<T>(file: string, work: () => Promise<T>): Promise<T> {
  if (await isAskedToLetGo(file)) {
    throw new UserError(
      'This library is being restored in another window. Try again when that has ended.',
    );
  }
  const request = { host: hostname(), pid: process.pid };
  const write = () => writeFile(requestOf(file), JSON.stringify(request));
  let renewing: NodeJS.Timeout | undefined;
  try {
    await write();
    // What could not be renewed is as good as it was.
    renewing = setInterval(() => void write().catch(() => undefined), RENEW_EVERY);
    return await work();
  } finally {
    clearInterval(renewing);
    await rm(requestOf(file), { force: true });
  }
}

/** Whether another process that is still there asks for it. */
export async function isAskedToLetGo(file: string): Promise<boolean> {
  const text = await readFile(requestOf(file), 'utf8').catch(() => '');
  if (text === '') return false; // not there, or about to be written
  const { mtimeMs } = await stat(requestOf(file)).catch(() => ({ mtimeMs: 0 }));
  if (Date.now() - mtimeMs > STALE) return false;
  const request = Request.safeParse(parse(text));
  if (!request.success) return false;
  const { host, pid } = request.data;
  return host === hostname() ? pid !== process.pid && isRunning(pid) : true;
}

/** Resolves when the library may be opened again. */
export async function untilBack(file: string): Promise<void> {
  while (await isAskedToLetGo(file)) await wait(STEP);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
