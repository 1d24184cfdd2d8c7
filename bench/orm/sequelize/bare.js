import { promisify } from 'node:util';
import sqlite3 from 'sqlite3';
import { pragmas, SQL } from '../bare.js';

/** The driver alone, which Sequelize is compared with: here so that it is built only once. */
export async function open(file, synchronous) {
  const db = new sqlite3.Database(file);
  const exec = promisify(db.exec.bind(db));
  for (const pragma of pragmas(synchronous)) await exec(pragma);
  const statements = Object.fromEntries(
    Object.entries(SQL).map(([name, sql]) => [name, db.prepare(sql)]),
  );
  const all = (statement, ...args) => promisify(statement.all.bind(statement))(...args);
  const insert = (statement, ...args) =>
    new Promise((resolve, reject) => {
      statement.run(...args, function inserted(error) {
        if (error) reject(error);
        else resolve(this.lastID);
      });
    });
  const addMessage = ({ chatId, role, text, createdAt }) =>
    insert(statements.addMessage, chatId, role, text, createdAt);
  const transaction = async (work) => {
    await exec('BEGIN IMMEDIATE');
    const result = await work();
    await exec('COMMIT');
    return result;
  };
  return {
    addMessage,
    addMessages: (messages) =>
      transaction(async () => {
        for (const message of messages) await addMessage(message);
      }),
    createProject: ({ name, title, createdAt }) =>
      transaction(async () => {
        const projectId = await insert(statements.addProject, name, createdAt, createdAt);
        const chatId = await insert(statements.addChat, projectId, title, createdAt, createdAt);
        return { projectId, chatId };
      }),
    listChats: (projectId) => all(statements.listChats, projectId),
    async loadChat(chatId) {
      const [chat] = await all(statements.chat, chatId);
      return { ...chat, messages: await all(statements.messages, chatId) };
    },
    search: (word) => all(statements.search, word),
    analytics: async (projectId) => (await all(statements.analytics, projectId))[0],
    async close() {
      for (const statement of Object.values(statements)) {
        await promisify(statement.finalize.bind(statement))();
      }
      await promisify(db.close.bind(db))();
    },
  };
}
