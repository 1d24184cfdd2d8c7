import Database from 'better-sqlite3';
import { Kysely, SqliteDialect, sql } from 'kysely';
import { chunks, pragmas } from '../bare.js';

const messageColumns = ['id', 'role', 'text', 'created_at as createdAt'];

export function open(file, synchronous) {
  const database = new Database(file);
  for (const pragma of pragmas(synchronous)) database.exec(pragma);
  const db = new Kysely({ dialect: new SqliteDialect({ database }) });
  const id = async (insert) => Number((await insert.executeTakeFirstOrThrow()).insertId);
  return {
    addMessage: (message) => id(db.insertInto('messages').values(columns(message))),
    addMessages: (messages) =>
      db.transaction().execute(async (tx) => {
        for (const chunk of chunks(messages)) {
          await tx.insertInto('messages').values(chunk.map(columns)).execute();
        }
      }),
    createProject: ({ name, title, createdAt }) =>
      db.transaction().execute(async (tx) => {
        const times = { created_at: createdAt, updated_at: createdAt };
        const projectId = await id(
          tx.insertInto('projects').values({ name, temperature: 0.7, ...times }),
        );
        const chatId = await id(
          tx.insertInto('chats').values({ project_id: projectId, title, ...times }),
        );
        return { projectId, chatId };
      }),
    listChats: (projectId) =>
      db
        .selectFrom('chats')
        .select(['id', 'title', 'updated_at as updatedAt'])
        .where('project_id', '=', projectId)
        .orderBy('updated_at', 'desc')
        .orderBy('id', 'desc')
        .limit(50)
        .execute(),
    async loadChat(chatId) {
      const chat = await db
        .selectFrom('chats')
        .select(['id', 'title'])
        .where('id', '=', chatId)
        .executeTakeFirstOrThrow();
      const messages = await db
        .selectFrom('messages')
        .select(messageColumns)
        .where('chat_id', '=', chatId)
        .orderBy('id')
        .execute();
      return { ...chat, messages };
    },
    search: (word) =>
      db
        .selectFrom('messages_fts')
        .innerJoin('messages', 'messages.id', 'messages_fts.rowid')
        .innerJoin('chats', 'chats.id', 'messages.chat_id')
        .select(['messages.id', 'messages.chat_id as chatId', 'chats.title', 'messages.text'])
        .where(sql`messages_fts match ${word}`)
        .orderBy('messages_fts.rowid', 'desc')
        .limit(50)
        .execute(),
    analytics: (projectId) =>
      db
        .selectFrom('projects')
        .select((eb) => {
          const of = (table) =>
            eb.selectFrom(table).whereRef(`${table}.project_id`, '=', 'projects.id');
          return [
            of('chats')
              .select((one) => one.fn.countAll().as('chats'))
              .as('chats'),
            of('files')
              .select((one) => one.fn.countAll().as('files'))
              .as('files'),
            of('chats')
              .select((one) => one.fn.max('updated_at').as('lastActive'))
              .as('lastActive'),
          ];
        })
        .where('id', '=', projectId)
        .executeTakeFirstOrThrow(),
    close: () => db.destroy(),
  };
}

const columns = ({ chatId, role, text, createdAt }) => ({
  chat_id: chatId,
  role,
  text,
  created_at: createdAt,
});
