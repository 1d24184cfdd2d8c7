import { createClient } from '@libsql/client/sqlite3';
import { asc, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql/sqlite3';
import { pragmas } from '../bare.js';
import { queries } from './queries.js';
import * as schema from './tables.js';

export async function open(file, synchronous) {
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  const db = drizzle({ client, schema });
  const prepare = async () => {
    for (const pragma of pragmas(synchronous)) await client.execute(pragma);
  };
  await prepare();
  return { prepare, ...queries(db), loadChat: loadChat(db), close: () => client.close() };
}

const loadChat = (db) => (id) =>
  db.query.chats.findFirst({
    columns: { id: true, title: true },
    where: eq(schema.chats.id, id),
    with: {
      messages: { columns: { chatId: false }, orderBy: asc(schema.messages.id) },
    },
  });
