import { constants } from 'node:fs';
import { access, open, stat } from 'node:fs/promises';
import path from 'node:path';
import { UserError } from '../db/userError';
import { listBackups } from './backups';
import { MAGIC } from './salvage/pages';

/** What the file system says of a library before SQLite may touch it. */
export interface Look {
  /** Nothing is there, or nothing yet: SQLite would make a new library. */
  isNew: boolean;
  /** SQLite must not open it: it would take what is left for a new library. */
  isDamaged: boolean;
  /** Its last process did not get to its end, or another window has it open: SQLite removes the log when it is done. */
  mayBeUnclean: boolean;
  size: number;
  /** Why it cannot be changed, as a sentence. */
  readOnly: string | undefined;
}

/**
 * Costs the same whatever the size. A file of no bytes is a new library only if nothing says that it was one before:
 * no backup and no log.
 * @throws {UserError} when there can be no library
 */
export async function lookAt(file: string): Promise<Look> {
  await expectFolder(path.dirname(file));
  const [main, log, journal] = await Promise.all(
    ['', '-wal', '-journal'].map((suffix) => stat(file + suffix).catch(() => undefined)),
  );
  if (main?.isDirectory()) {
    throw new UserError(
      `There is a folder where the library should be: “${file}”. Rename it and try again.`,
    );
  }
  const hasLog = (log?.size ?? 0) > 0;
  const isEmpty = (main?.size ?? 0) === 0;
  const wasOne = hasLog || (main !== undefined && (await listBackups(file)).length > 0);
  const pageSize = isEmpty ? undefined : await pageSizeOf(file);
  // SQLite fills up a last page that is cut short without a word.
  const isCutShort = pageSize !== undefined && (main?.size ?? 0) % pageSize !== 0;
  return {
    isNew: isEmpty && !wasOne,
    isDamaged: isEmpty ? wasOne : pageSize === undefined,
    mayBeUnclean: log !== undefined || (journal?.size ?? 0) > 0 || isCutShort,
    size: (main?.size ?? 0) + (log?.size ?? 0),
    readOnly: await whyReadOnly(file, main !== undefined),
  };
}

/** @throws {UserError} when it is not there */
export async function expectFolder(folder: string): Promise<void> {
  const info = await stat(folder).catch(() => undefined);
  if (info?.isDirectory()) return;
  throw new UserError(
    `The library’s folder is not there: “${folder}”. Make it or connect the drive it is on, and try again.`,
  );
}

/** As much of the header as is looked at (SQLite file format, 1.3): the magic string and the page size. */
const HEADER = 18;
const SMALLEST_PAGE = 512;

/** In bytes, as the file's header has it; undefined when it does not begin like a library. */
async function pageSizeOf(file: string): Promise<number | undefined> {
  const handle = await open(file, 'r').catch((error: unknown) => {
    throw new UserError(`“${file}” may not be read. Allow it and try again.`, {
      cause: error,
    });
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(HEADER), 0, HEADER, 0);
    if (buffer.toString('latin1', 0, MAGIC.length) !== MAGIC) return undefined;
    const size = buffer.readUInt16BE(MAGIC.length);
    return size === 1 ? 65_536 : Math.max(size, SMALLEST_PAGE);
  } finally {
    await handle.close();
  }
}

async function whyReadOnly(file: string, isThere: boolean): Promise<string | undefined> {
  if (!(await isWritable(path.dirname(file)))) {
    return `The library’s folder “${path.dirname(file)}” is read-only: the library can be read but not changed. Allow writing there and try again.`;
  }
  if (isThere && !(await isWritable(file))) {
    return `The library’s file is read-only: it can be read but not changed. Allow writing to “${file}” and try again.`;
  }
  return undefined;
}

const isWritable = (fileOrFolder: string): Promise<boolean> =>
  access(fileOrFolder, constants.W_OK).then(
    () => true,
    () => false,
  );
