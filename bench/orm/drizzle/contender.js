import { createClient } from '@libsql/client/sqlite3';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { pragmas } from '../bare.js';
import { queries } from './queries.js';
import { relations } from './tables.js';

export async function open(file, synchronous) {
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  const db = drizzle({ client, relations });
  const prepare = async () => {
    for (const pragma of pragmas(synchronous)) await client.execute(pragma);
  };
  await prepare();
  return { prepare, ...queries(db), close: () => client.close() };
}
