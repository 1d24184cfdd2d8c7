import knex from 'knex';

interface User {
  id: number;
  email: string | null;
}
interface Chat {
  id: number;
  projectId: number;
  title: string;
}
interface Message {
  id: number;
  chatId: number;
  role: 'user' | 'assistant';
  text: string;
}
type Insert<T extends { id: number }> = Omit<T, 'id'>;

declare module 'knex/types/tables.js' {
  interface Tables {
    users: User;
    chats: knex.Knex.CompositeTableType<Chat, Insert<Chat>>;
    messages: knex.Knex.CompositeTableType<Message, Insert<Message>>;
  }
}

const db = knex.knex({ client: 'better-sqlite3', connection: ':memory:' });

// right
await db('chats').insert({ projectId: 1, title: 'New Chat' });
await db('messages').insert({ chatId: 1, role: 'user', text: '' });
const listed = await db('chats').select('id').where('projectId', 1);
const user = await db('users').where('id', 1).first();
const chat = await db('chats').where('id', 1).first();
console.log(listed[0]?.id, user?.email?.length, chat?.title);

// mistake: unknown column in a condition
await db('chats').where('projctId', 1);
// mistake: wrong type in a condition
await db('chats').where('projectId', 'one');
// mistake: unknown column in an insert
await db('chats').insert({ projectId: 1, title: '', tittle: '' });
// mistake: missing column in an insert
await db('chats').insert({ projectId: 1 });
// mistake: wrong type in an insert
await db('chats').insert({ projectId: 1, title: 42 });
// mistake: not one of the enum
await db('messages').insert({ chatId: 1, role: 'robot', text: '' });
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
