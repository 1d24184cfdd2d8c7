import { mkdir, rmdir } from 'node:fs/promises';
import path from 'node:path';
import type { JobOptions, RunJob } from './maintenance';

/** A verified copy of the library where there is none. When that fails, nothing is there that was not there before. */
export async function copyLibraryTo(
  { from, file, run }: { from: string; file: string; run: RunJob },
  job?: JobOptions,
): Promise<void> {
  const folder = path.dirname(file);
  const made = await mkdir(folder, { recursive: true });
  try {
    await run('backUp', { file: from, copy: file }, job);
  } catch (error) {
    if (made !== undefined) await removeEmpty(folder, made);
    throw error;
  }
}

/** From this folder up to the topmost of those that were made. */
async function removeEmpty(folder: string, topmost: string): Promise<void> {
  await rmdir(folder).catch(() => undefined);
  if (folder !== topmost) await removeEmpty(path.dirname(folder), topmost);
}
