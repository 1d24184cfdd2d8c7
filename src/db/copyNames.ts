import path from 'node:path';

/** Why a copy was made. Only the daily ones are dropped for newer ones without more ado. */
export const COPY_REASONS = [
  'daily',
  'by-hand',
  'before-update',
  'before-restore',
  'replaced',
] as const;
export type CopyReason = (typeof COPY_REASONS)[number];

/** Two windows do not make the daily copy at once; what a dead one left behind is removed. */
export const ABANDONED_AFTER = 10 * 60_000;

/** In `backups/` beside the library, named after it, the time and the reason. */
export function copyPath(file: string, reason: CopyReason, at = new Date()): string {
  const { dir, name } = path.parse(file);
  const stamp = at.toISOString().replaceAll(/[:.]/g, '-');
  return path.join(dir, 'backups', `${name}-${stamp}-${reason}.db`);
}
