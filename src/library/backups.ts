import { readdir, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { ABANDONED_AFTER, COPY_REASONS, type CopyReason } from '../db/copyNames';

export interface Backup {
  file: string;
  reason: CopyReason;
  at: Date;
  size: number;
}

const NAME = new RegExp(
  `^-(\\d{4}-\\d\\d-\\d\\d)T(\\d\\d)-(\\d\\d)-(\\d\\d)-(\\d{3})Z-(${COPY_REASONS.join('|')})\\.db$`,
);

export const backupsFolder = (file: string): string => path.join(path.dirname(file), 'backups');

/** Of this library, newest first. */
export async function listBackups(file: string): Promise<Backup[]> {
  const folder = backupsFolder(file);
  const found = await Promise.all(
    (await namesIn(folder)).map((name) => backupOf(file, folder, name)),
  );
  return found.filter((one) => one !== undefined).sort((a, b) => b.at.getTime() - a.at.getTime());
}

async function backupOf(file: string, folder: string, name: string): Promise<Backup | undefined> {
  const { name: library } = path.parse(file);
  const match = name.startsWith(library) ? NAME.exec(name.slice(library.length)) : null;
  if (!match) return undefined;
  const [, day, hours, minutes, seconds, ms, reason] = match;
  const at = new Date(`${day}T${hours}:${minutes}:${seconds}.${ms}Z`);
  const info = await stat(path.join(folder, name)).catch(() => undefined);
  if (!info) return undefined;
  return { file: path.join(folder, name), reason: reason as CopyReason, at, size: info.size };
}

/** Copies from before an update or a restore are what an accident is undone with. */
const FEWEST_KEPT_APART = 5;

/**
 * Drops the oldest of the daily copies, and of those from before an update or a restore when there are many.
 * What the user made by hand stays.
 */
export async function dropOldBackups(file: string, keep: number): Promise<string[]> {
  const backups = await listBackups(file);
  const beyond = (reason: CopyReason, count: number) =>
    backups.filter((one) => one.reason === reason).slice(count);
  const apart = Math.max(keep, FEWEST_KEPT_APART);
  const dropped = [
    ...beyond('daily', keep),
    ...beyond('before-update', apart),
    ...beyond('before-restore', apart),
  ].map((one) => one.file);
  await Promise.all(dropped.map((one) => rm(one, { force: true })));
  await dropAbandoned(backupsFolder(file));
  return dropped;
}

/** What a process that died was still writing. */
async function dropAbandoned(folder: string): Promise<void> {
  for (const name of await namesIn(folder)) {
    if (!/\.partial(-journal)?$/.test(name)) continue;
    const info = await stat(path.join(folder, name)).catch(() => undefined);
    if (info && Date.now() - info.mtimeMs > ABANDONED_AFTER) {
      await rm(path.join(folder, name), { force: true });
    }
  }
}

const DAY = 24 * 3_600_000;

/**
 * Whether the day's copy is due: none was made for a day, and the file was written to since the last. Asks the
 * file system only. A checkpoint that closing makes counts as writing: one copy too many, never one too few.
 */
export async function isBackupDue(file: string, now = Date.now()): Promise<boolean> {
  const [newest] = await listBackups(file);
  if (!newest) return true;
  if (now - newest.at.getTime() < DAY) return false;
  return (await lastWritten(file)) > newest.at.getTime();
}

async function lastWritten(file: string): Promise<number> {
  const [main, log] = await Promise.all(
    [file, `${file}-wal`].map((one) => stat(one).catch(() => undefined)),
  );
  // Opening makes an empty log.
  return Math.max(main?.mtimeMs ?? 0, log && log.size > 0 ? log.mtimeMs : 0);
}

const namesIn = (folder: string): Promise<string[]> => readdir(folder).catch(() => []);
