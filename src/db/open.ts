import { LibSQLDatabase } from 'drizzle-orm/libsql/driver-core';
import { libsqlCodecs } from 'drizzle-orm/libsql/codecs';
import { LibSQLSession } from 'drizzle-orm/libsql/session';
import { SQLiteDialect } from 'drizzle-orm/sqlite-core';
import { WorkerClient } from './workerClient';
import type { Opened, OpenOptions } from './workerProtocol';
import type { WriteGuard } from './writeGuard';

export type Db = LibSQLDatabase & { $client: WorkerClient };

export interface Library extends Opened {
  db: Db;
  file: string;
  /** Whether it can be written to just now. */
  guard: WriteGuard;
  close(): Promise<void>;
}

/**
 * Opens the library's file on a worker thread of its own and brings its schema up to date.
 * @throws {UserError} when it cannot be opened
 */
export async function openLibrary(options: OpenOptions & { workerFile: string }): Promise<Library> {
  const { workerFile, ...file } = options;
  const client = new WorkerClient(workerFile);
  try {
    const opened = await client.open(file);
    const { guard } = client;
    return {
      ...opened,
      db: drizzleOver(client),
      file: file.file,
      guard,
      close: () => client.end(),
    };
  } catch (error) {
    await client.end();
    throw error;
  }
}

/** Put together by hand because every `drizzle()` of the libSQL drivers loads the native module, here for nothing. */
function drizzleOver(client: WorkerClient): Db {
  const dialect = new SQLiteDialect({ codecs: libsqlCodecs });
  const session = new LibSQLSession(client, dialect, {}, {}, undefined);
  return Object.assign(new LibSQLDatabase('async', dialect, session, {}), { $client: client });
}
