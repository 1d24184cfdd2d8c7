import { mkdir, rm } from 'node:fs/promises';
import { copyPath } from '../db/copyNames';
import { isDiskFull, NOTHING_CHANGED } from '../db/fullDisk';
import { UserError } from '../db/userError';
import { backupsFolder } from './backups';
import { isDamage } from '../db/damage';
import { damagedPath } from './damage';
import type { Contents } from './jobs';
import { untilOthersClosed, whileOthersLetGo } from './letGo';
import type { JobOptions, RunJob } from './maintenance';
import { incomingOf, swapIn } from './swap';

export interface Restored {
  /** The library as it was before: restoring it undoes this. */
  before: string;
  contents: Contents;
}

/** False when the library is damaged, so that it is no backup. @throws {UserError} when somebody has it open */
async function release(file: string, run: RunJob): Promise<boolean> {
  try {
    await run('release', { file });
    return true;
  } catch (error) {
    if (isDamage(error)) return false;
    throw error;
  }
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
    let aside = before;
    await whileClosed(() =>
      whileOthersLetGo(file, 'restored', async () => {
        if (!(await release(file, run))) {
          aside = damagedPath(file);
          await untilOthersClosed(file);
        }
        await swapIn(file, { incoming, aside });
      }),
    );
    return { before: aside, contents };
  } catch (error) {
    throw isDiskFull(error) ? new UserError(NOTHING_CHANGED, { cause: error }) : error;
  } finally {
    await rm(incoming, { force: true });
  }
}
