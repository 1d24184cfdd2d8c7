import type { Connection } from './connection';
import { UserError } from './userError';

/** `wal` needs memory that all windows share, which a file on another machine cannot give. */
export type JournalMode = 'wal' | 'delete';

const IN_USE =
  'This library is on a network or shared folder and is open in another window that does not know it yet. Close the other windows, then reload this one.';

/** Has the library written in this way from now on. */
export function useJournal(connection: Connection, mode: JournalMode): void {
  if (mode === 'wal') return connection.script('PRAGMA journal_mode = WAL');
  // Locked before it is first read: a library that still has a WAL is then read without shared memory.
  connection.script('PRAGMA locking_mode = EXCLUSIVE');
  connection.script('PRAGMA journal_mode = DELETE');
  connection.script('PRAGMA locking_mode = NORMAL');
  const { rows } = connection.execute({ sql: 'PRAGMA journal_mode', args: [] });
  if (rows[0]?.[0] !== 'delete') throw new UserError(IN_USE);
  // The lock goes with the next read.
  connection.execute({ sql: 'SELECT count(*) FROM sqlite_master', args: [] });
}
