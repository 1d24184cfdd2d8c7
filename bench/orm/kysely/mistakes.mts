import { type Generated, Kysely, type SqliteDialect } from 'kysely';

interface Tables {
  users: { id: Generated<number>; email: string | null };
  chats: { id: Generated<number>; projectId: number; title: string };
  messages: {
    id: Generated<number>;
    chatId: number;
    role: 'user' | 'assistant';
    text: string;
  };
}

declare const dialect: SqliteDialect;
const db = new Kysely<Tables>({ dialect });

// right
await db.insertInto('chats').values({ projectId: 1, title: 'New Chat' }).execute();
await db.insertInto('messages').values({ chatId: 1, role: 'user', text: '' }).execute();
const listed = await db.selectFrom('chats').select('id').where('projectId', '=', 1).execute();
const user = await db.selectFrom('users').selectAll().where('id', '=', 1).executeTakeFirst();
const chat = await db.selectFrom('chats').selectAll().where('id', '=', 1).executeTakeFirst();
console.log(listed[0]?.id, user?.email?.length, chat?.title);

// mistake: unknown column in a condition
await db.selectFrom('chats').selectAll().where('projctId', '=', 1).execute();
// mistake: wrong type in a condition
await db.selectFrom('chats').selectAll().where('projectId', '=', 'one').execute();
// mistake: unknown column in an insert
await db.insertInto('chats').values({ projectId: 1, title: '', tittle: '' }).execute();
// mistake: missing column in an insert
await db.insertInto('chats').values({ projectId: 1 }).execute();
// mistake: wrong type in an insert
await db.insertInto('chats').values({ projectId: 1, title: 42 }).execute();
// mistake: not one of the enum
await db.insertInto('messages').values({ chatId: 1, role: 'robot', text: '' }).execute();
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
