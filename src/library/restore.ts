import { mkdir, rm } from 'node:fs/promises';
import { copyPath } from '../db/copyNames';
import { isDiskFull, NOTHING_CHANGED } from '../db/fullDisk';
import { UserError } from '../db/userError';
import { backupsFolder, listBackups } from './backups';
import { isDamage } from '../db/damage';
import { damagedPath } from './damage';
import type { Contents, Examined } from './jobs';
import { untilOthersClosed, whileOthersLetGo } from './letGo';
import type { JobOptions, RunJob } from './maintenance';
import type { Rescue } from './salvage/rescue';
import { incomingOf, swapIn } from './swap';

export interface Restored {
  /** The library as it was before: restoring it undoes this. */
  before: string;
  contents: Contents;
  /** What became of what was damaged in the backup; null when nothing was. */
  rescue: Rescue | null;
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
  /** What is known of it; it is examined where nothing is. */
  examined?: Examined | undefined;
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
  const { file, run, whileClosed } = options;
  const incoming = incomingOf(file);
  const before = copyPath(file, 'before-restore');
  try {
    const { contents, rescue } = await prepare(options, incoming);
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
    return { before: aside, contents, rescue };
  } catch (error) {
    throw isDiskFull(error) ? new UserError(NOTHING_CHANGED, { cause: error }) : error;
  } finally {
    await rm(incoming, { force: true });
  }
}

/** A copy of the backup; of one that is damaged, what the library and the other backups can put right of it. */
async function prepare(
  { file, from, examined, migrationsFolder, run, whileClosed: _, ...job }: RestoreOptions,
  to: string,
): Promise<Pick<Restored, 'contents' | 'rescue'>> {
  const { flaws } = examined ?? (await run('examine', { file: from, migrationsFolder }, job));
  if (flaws === null) {
    const contents = await run('prepareRestore', { from, to, migrationsFolder }, job);
    return { contents, rescue: null };
  }
  const others = (await listBackups(file)).map((backup) => backup.file);
  const backups = [file, ...others.filter((other) => other !== from)];
  // What was written or deleted since is no part of the backup.
  const input = { file: from, to, migrationsFolder, origin: '', backups, fillsGaps: false };
  const rescue = await run('salvage', input, job);
  return { contents: rescue.contents, rescue };
}
