import { DatabaseSync } from 'node:sqlite';
import { drizzle } from 'drizzle-orm/node-sqlite';
import { chunks, pragmas } from '../bare.js';
import { queries } from './queries.js';
import { chats, messages, projects, relations } from './tables.js';

export function open(file, synchronous) {
  const client = new DatabaseSync(file);
  for (const pragma of pragmas(synchronous)) client.exec(pragma);
  const db = drizzle({ client, relations });
  return { ...queries(db), ...transactions(db), close: () => client.close() };
}

/** On this driver a transaction is a synchronous function. */
const transactions = (db) => ({
  addMessages: (rows) =>
    db.transaction((tx) => {
      for (const chunk of chunks(rows)) tx.insert(messages).values(chunk).run();
    }),
  createProject: ({ name, title, createdAt }) =>
    db.transaction((tx) => {
      const times = { createdAt, updatedAt: createdAt };
      const [project] = tx
        .insert(projects)
        .values({ name, ...times })
        .returning({ id: projects.id })
        .all();
      const [chat] = tx
        .insert(chats)
        .values({ projectId: project.id, title, ...times })
        .returning({ id: chats.id })
        .all();
      return { projectId: project.id, chatId: chat.id };
    }),
});
