import { mkdir, rm } from 'node:fs/promises';
import { copyPath } from '../db/verifiedCopy';
import { backupsFolder } from './backups';
import type { Contents } from './jobs';
import type { JobOptions, RunJob } from './maintenance';
import { incomingOf, swapIn } from './swap';

export interface Restored {
  /** The library as it was before: restoring it undoes this. */
  before: string;
  contents: Contents;
}

export interface RestoreOptions extends JobOptions {
  file: string;
  /** The backup. It stays where it is. */
  from: string;
  migrationsFolder: string;
  run: RunJob;
  /** Runs `work` while this window has the library closed, and opens it again however that ends. */
  whileClosed(work: () => Promise<void>): Promise<void>;
}

/**
 * Puts a verified copy of the backup in the library's place. The library as it is becomes a backup first, by being
 * moved: nothing of it is copied, so nothing of it can be lost, and it needs no room.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { file, from, migrationsFolder, run, whileClosed, ...job } = options;
  const incoming = incomingOf(file);
  const before = copyPath(file, 'before-restore');
  try {
    const contents = await run('prepareRestore', { from, to: incoming, migrationsFolder }, job);
    await mkdir(backupsFolder(file), { recursive: true });
    await whileClosed(async () => {
      await run('release', { file });
      await swapIn(file, { incoming, aside: before });
    });
    return { before, contents };
  } finally {
    await rm(incoming, { force: true });
  }
}
