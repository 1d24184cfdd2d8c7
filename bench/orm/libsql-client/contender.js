import { createClient } from '@libsql/client/sqlite3';
import { pragmas, SQL } from '../bare.js';

export async function open(file, synchronous) {
  const client = createClient({ url: `file:${file}`, concurrency: 1 });
  const prepare = async () => {
    for (const pragma of pragmas(synchronous)) await client.execute(pragma);
  };
  await prepare();
  const rows = async (sql, ...args) => (await client.execute({ sql, args })).rows;
  const insert = async (on, sql, ...args) =>
    Number((await on.execute({ sql, args })).lastInsertRowid);
  const values = ({ chatId, role, text, createdAt }) => [chatId, role, text, createdAt];
  return {
    prepare,
    addMessage: (message) => insert(client, SQL.addMessage, ...values(message)),
    addMessages: (messages) =>
      client.batch(
        messages.map((message) => ({ sql: SQL.addMessage, args: values(message) })),
        'write',
      ),
    async createProject({ name, title, createdAt }) {
      const tx = await client.transaction('write');
      const projectId = await insert(tx, SQL.addProject, name, createdAt, createdAt);
      const chatId = await insert(tx, SQL.addChat, projectId, title, createdAt, createdAt);
      await tx.commit();
      return { projectId, chatId };
    },
    listChats: (projectId) => rows(SQL.listChats, projectId),
    async loadChat(chatId) {
      const [[chat], messages] = [await rows(SQL.chat, chatId), await rows(SQL.messages, chatId)];
      return { ...chat, messages };
    },
    search: (word) => rows(SQL.search, word),
    analytics: async (projectId) => (await rows(SQL.analytics, projectId))[0],
    close: () => client.close(),
  };
}
