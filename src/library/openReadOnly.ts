import { copyFile, mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { isDiskFull } from '../db/fullDisk';
import { type Library, openLibrary } from '../db/open';
import { UserError } from '../db/userError';
import type { OpenOptions } from '../db/workerProtocol';

const NO_ROOM =
  'The disk is full, so the library cannot be opened. It is as it was. Make room and try again.';

/**
 * SQLite cannot read a library with a log where it may not write. A copy can be read, and brought up to date, anywhere;
 * it goes when the library is closed.
 */
export async function openReadOnly(
  options: OpenOptions & { workerFile: string },
  readOnly: string,
): Promise<Library> {
  const folder = await mkdtemp(path.join(tmpdir(), 'better-gpt-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  const copy = path.join(folder, path.basename(options.file));
  try {
    for (const suffix of ['', '-wal', '-journal']) {
      if (await stat(options.file + suffix).catch(() => undefined)) {
        await copyFile(options.file + suffix, copy + suffix);
      }
    }
    const library = await openLibrary({ ...options, file: copy, readOnly });
    const close = async () => {
      await library.close();
      await remove();
    };
    return { ...library, file: options.file, close };
  } catch (error) {
    await remove();
    throw isDiskFull(error) ? new UserError(NO_ROOM, { cause: error }) : error;
  }
}
