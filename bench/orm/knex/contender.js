import knex from 'knex';
import { pragmas } from '../bare.js';

/** Knex inserts rows as a compound select, of which SQLite takes 500 terms. */
const MOST_ROWS = 500;

export function open(file, synchronous) {
  const db = knex({
    client: 'better-sqlite3',
    connection: { filename: file },
    useNullAsDefault: true,
    pool: {
      afterCreate(connection, done) {
        for (const pragma of pragmas(synchronous)) connection.exec(pragma);
        done(null, connection);
      },
    },
  });
  const insert = async (on, table, row) => (await on(table).insert(row))[0];
  return {
    addMessage: (message) => insert(db, 'messages', columns(message)),
    addMessages: (messages) =>
      db.transaction((tx) => tx.batchInsert('messages', messages.map(columns), MOST_ROWS)),
    createProject: ({ name, title, createdAt }) =>
      db.transaction(async (tx) => {
        const times = { created_at: createdAt, updated_at: createdAt };
        const projectId = await insert(tx, 'projects', { name, temperature: 0.7, ...times });
        const chatId = await insert(tx, 'chats', { project_id: projectId, title, ...times });
        return { projectId, chatId };
      }),
    listChats: (projectId) =>
      db('chats')
        .select('id', 'title', 'updated_at as updatedAt')
        .where('project_id', projectId)
        .orderBy([
          { column: 'updated_at', order: 'desc' },
          { column: 'id', order: 'desc' },
        ])
        .limit(50),
    async loadChat(chatId) {
      const chat = await db('chats').select('id', 'title').where('id', chatId).first();
      const messages = await db('messages')
        .select('id', 'role', 'text', 'created_at as createdAt')
        .where('chat_id', chatId)
        .orderBy('id');
      return { ...chat, messages };
    },
    search: (word) =>
      db('messages_fts')
        .join('messages', 'messages.id', 'messages_fts.rowid')
        .join('chats', 'chats.id', 'messages.chat_id')
        .select('messages.id', 'messages.chat_id as chatId', 'chats.title', 'messages.text')
        .whereRaw('messages_fts match ?', [word])
        .orderBy('messages_fts.rowid', 'desc')
        .limit(50),
    analytics(projectId) {
      const of = (table) => db(table).whereRaw('project_id = projects.id');
      return db('projects')
        .select({
          chats: of('chats').count(),
          files: of('files').count(),
          lastActive: of('chats').max('updated_at'),
        })
        .where('id', projectId)
        .first();
    },
    close: () => db.destroy(),
  };
}

const columns = ({ chatId, role, text, createdAt }) => ({
  chat_id: chatId,
  role,
  text,
  created_at: createdAt,
});
