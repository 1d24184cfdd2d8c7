/**
 * SQLite's codes (the last for the index of its log, which is a file of a fixed size) and the file system's: no room,
 * or no more of it for this user.
 */
const CODES = new Set(['SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', 'ENOSPC', 'EDQUOT']);

/** Whether this failed because there is no room, however deep it is wrapped. */
export const isDiskFull = (error: unknown): boolean =>
  error instanceof Error &&
  (('code' in error && CODES.has(String(error.code))) || isDiskFull(error.cause));

/** Of work that happens as a whole or not at all. */
export const NOTHING_CHANGED = 'The disk is full: nothing was changed. Make room and try again.';
