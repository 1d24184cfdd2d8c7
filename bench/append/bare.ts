import { Worker } from 'node:worker_threads';
import { createClient } from '@libsql/client/sqlite3';
import { v7 as uuidv7 } from 'uuid';
import { checksumOf } from '../../src/db/checksum';
import { bundleProgram } from '../../src/db/testing';
import { textOf } from '../text';
import { INSERT, inserter, openBare, type Values } from './insert';

/** A library's file that nobody has open, and a chat of it. */
export interface Place {
  file: string;
  chatId: string;
}
export interface Contender {
  /** Writes one message. On disk when it has ended. */
  append(): Promise<unknown> | void;
  close(): Promise<unknown> | void;
}

const TEXT = textOf(0);
const CHECKSUM = checksumOf({ text: TEXT });

/** Each row hangs on the one before, as in a chat. */
function rowsOf(chatId: string): () => Values {
  let parentId: string | null = null;
  return () => {
    const values: Values = [uuidv7(), chatId, parentId, 'user', TEXT, CHECKSUM, Date.now()];
    [parentId] = values;
    return values;
  };
}

/** The binding that we use too, where it blocks whoever calls it. */
export function bareHere({ file, chatId }: Place): Contender {
  const db = openBare(file);
  const [next, insert] = [rowsOf(chatId), inserter(db)];
  return { append: () => insert(next()), close: () => void db.close() };
}

/** The same on a thread of its own, as an extension host needs it. */
export async function bareOnThread({ file, chatId }: Place): Promise<Contender> {
  const worker = new Worker(await bundleProgram('bench/append/bareThread.ts'), {
    workerData: file,
  });
  const next = rowsOf(chatId);
  const ask = (message: Values | 'close') =>
    new Promise((resolve) => {
      worker.once('message', resolve);
      worker.postMessage(message);
    });
  return { append: () => ask(next()), close: () => ask('close') };
}

/** The client that Drizzle is used with elsewhere, in a transaction that says at its begin that it writes. */
export function bareClient({ file, chatId }: Place): Contender {
  openBare(file).close();
  const client = createClient({ url: `file:${file}` });
  const next = rowsOf(chatId);
  return {
    append: () => client.batch([{ sql: INSERT, args: next() }], 'write'),
    close: () => client.close(),
  };
}
