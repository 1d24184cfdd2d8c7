import { rm, stat, writeFile } from 'node:fs/promises';
import type { RunJob } from './maintenance';

/** Beside a library that is checked while it is open. */
const markOf = (file: string) => `${file}.checking`;

/** What was found. A process that dies meanwhile, as the driver makes it when it meets broken text, leaves the mark. */
export async function checkWhileOpen(file: string, run: RunJob): Promise<string | null> {
  await writeFile(markOf(file), '').catch(() => undefined); // where nothing may be written, nothing is marked
  try {
    return await run('check', { file });
  } finally {
    await forgetCheck(file);
  }
}

/** Whether the last check did not get to its end. */
export const wasCheckCut = (file: string): Promise<boolean> =>
  stat(markOf(file)).then(
    () => true,
    () => false,
  );

export const forgetCheck = (file: string): Promise<void> =>
  rm(markOf(file), { force: true }).catch(() => undefined);
