import { createClient } from '@libsql/client';
import { defineRelations, eq } from 'drizzle-orm';
import { drizzle } from 'drizzle-orm/libsql';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';

const users = sqliteTable('users', { id: integer().primaryKey(), email: text() });
const chats = sqliteTable('chats', {
  id: integer().primaryKey(),
  projectId: integer('project_id').notNull(),
  title: text().notNull(),
});
const messages = sqliteTable('messages', {
  id: integer().primaryKey(),
  chatId: integer('chat_id').notNull(),
  role: text({ enum: ['user', 'assistant'] }).notNull(),
  text: text().notNull(),
});
const relations = defineRelations({ users, chats, messages }, (r) => ({
  chats: { messages: r.many.messages({ from: r.chats.id, to: r.messages.chatId }) },
}));
const db = drizzle({ client: createClient({ url: ':memory:' }), relations });

// right
await db.insert(chats).values({ projectId: 1, title: 'New Chat' });
await db.insert(messages).values({ chatId: 1, role: 'user', text: '' });
const listed = await db.select({ id: chats.id }).from(chats).where(eq(chats.projectId, 1));
const user = await db.query.users.findFirst({ where: { id: 1 } });
const chat = await db.query.chats.findFirst({ where: { id: 1 } });
const full = await db.query.chats.findFirst({ where: { id: 1 }, with: { messages: true } });
console.log(listed[0]?.id, user?.email?.length, chat?.title, full?.messages[0]?.text);

// mistake: unknown column in a condition
await db.select().from(chats).where(eq(chats.projctId, 1));
// mistake: wrong type in a condition
await db.select().from(chats).where(eq(chats.projectId, 'one'));
// mistake: unknown column in an insert
await db.insert(chats).values({ projectId: 1, title: '', tittle: '' });
// mistake: missing column in an insert
await db.insert(chats).values({ projectId: 1 });
// mistake: wrong type in an insert
await db.insert(chats).values({ projectId: 1, title: 42 });
// mistake: not one of the enum
await db.insert(messages).values({ chatId: 1, role: 'robot', text: '' });
// mistake: column that was not selected
console.log(listed[0]?.title);
// mistake: null not thought of
console.log(user?.email.length);
// mistake: relation that was not loaded
console.log(chat?.messages.length);
