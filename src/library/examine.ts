import { existsSync } from 'node:fs';
import type { Connection } from '../db/connection';
import { isDamage } from '../db/damage';
import { isFromNewerVersion } from '../db/migrate';
import { UserError } from '../db/userError';
import { countRows, type RowCounts, withConnection } from '../db/verifiedCopy';
import { readFlaws } from './check';
import type { Contents, Examined, Jobs, Tick } from './jobs';

const NO_LIBRARY = 'This file is not a library of Better GPT, or it is damaged or encrypted.';
const NEWER_BACKUP =
  'This backup was made by a newer version of Better GPT. Update the extension and restore it then.';

/**
 * What a backup holds, and whether that is what was written.
 * @throws {UserError} when it cannot be restored
 */
export const examine = (
  { file, migrationsFolder }: Jobs['examine']['input'],
  tick: Tick,
): Examined =>
  withBackup(file, migrationsFolder, (connection, contents) => {
    const { messages, others, unreadable } = readFlaws(connection, file, tick);
    const isSound = messages + others + unreadable === 0;
    return { contents, flaws: isSound ? null : { messages, others, unreadable } };
  });

export function withBackup<T>(
  file: string,
  migrationsFolder: string,
  work: (connection: Connection, contents: Contents) => T,
): T {
  // SQLite would make one.
  if (!existsSync(file)) throw new UserError(`There is no file “${file}”.`);
  try {
    return withConnection(file, (connection) => {
      const contents = contentsOf(countRows(connection));
      if (!contents) throw new UserError(NO_LIBRARY);
      if (isFromNewerVersion(connection, migrationsFolder)) throw new UserError(NEWER_BACKUP);
      return work(connection, contents);
    });
  } catch (error) {
    throw isDamage(error) ? new UserError(NO_LIBRARY, { cause: error }) : error;
  }
}

export function contentsOf({ projects, chats, messages }: RowCounts): Contents | null {
  if (projects === undefined || chats === undefined || messages === undefined) return null;
  return { projects, chats, messages };
}
