import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { copyPath } from '../db/copyNames';
import type { Db } from '../db/open';
import { damagedPath } from './damage';
import { untilOthersClosed, whileOthersLetGo } from './letGo';
import { incomingOf, swapIn } from './swap';

const GONE = 0;

/** By which a file is known whatever it is called; undefined when the file system does not say. */
export const inodeOf = (file: string): Promise<number | undefined> =>
  stat(file).then(
    ({ ino }) => ino,
    ({ code }: NodeJS.ErrnoException) =>
      code === 'ENOENT' || code === 'ENOTDIR' ? GONE : undefined,
  );

export interface PutBackOptions {
  file: string;
  db: Db;
  /** As a restore has it; `last` is done to the library when nobody writes to it any more. */
  whileClosed(work: () => Promise<void>, last: (db: Db) => Promise<void>): Promise<void>;
}

/**
 * The library's file was deleted, or another file was put in its place, while it was open: what is written goes into a
 * file without a name, which ends with its last window. So all of it is written out once more: to its place, or
 * among the backups when another file is there. Returns that backup.
 */
export async function putBack({ file, db, whileClosed }: PutBackOptions): Promise<string | null> {
  await mkdir(path.dirname(file), { recursive: true });
  return whileOthersLetGo(file, 'restored', async () => {
    await untilOthersClosed(file);
    const isGone = (await inodeOf(file)) === GONE;
    const copy = isGone ? incomingOf(file) : copyPath(file, 'replaced');
    // Before anything is closed: what cannot be written stays open.
    await writeOut(db, copy);
    await whileClosed(
      async () => {
        if (isGone) await swapIn(file, { incoming: copy, aside: damagedPath(file) });
      },
      (closing) => writeOut(closing, copy),
    );
    return isGone ? null : copy;
  });
}

async function writeOut({ $client }: Db, copy: string): Promise<void> {
  const partial = `${copy}.partial`;
  await mkdir(path.dirname(copy), { recursive: true });
  await rm(partial, { force: true });
  await $client.copyOut(partial);
  const handle = await open(partial, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(partial, copy);
}
