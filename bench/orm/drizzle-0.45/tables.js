import { relations as relationsOf } from 'drizzle-orm';
import { index, integer, real, sqliteTable, text } from 'drizzle-orm/sqlite-core';

export const projects = sqliteTable('projects', {
  id: integer().primaryKey({ autoIncrement: true }),
  name: text().notNull(),
  temperature: real().notNull().default(0.7),
  createdAt: integer('created_at').notNull(),
  updatedAt: integer('updated_at').notNull(),
});

const projectId = () =>
  integer('project_id')
    .notNull()
    .references(() => projects.id, { onDelete: 'cascade' });

export const chats = sqliteTable(
  'chats',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    projectId: projectId(),
    title: text().notNull(),
    createdAt: integer('created_at').notNull(),
    updatedAt: integer('updated_at').notNull(),
  },
  (table) => [index('chats_listed').on(table.projectId, table.updatedAt)],
);

export const messages = sqliteTable(
  'messages',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    chatId: integer('chat_id')
      .notNull()
      .references(() => chats.id, { onDelete: 'cascade' }),
    role: text({ enum: ['user', 'assistant', 'system'] }).notNull(),
    text: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('messages_chat').on(table.chatId)],
);

export const files = sqliteTable(
  'files',
  {
    id: integer().primaryKey({ autoIncrement: true }),
    projectId: projectId(),
    path: text().notNull(),
    createdAt: integer('created_at').notNull(),
  },
  (table) => [index('files_project').on(table.projectId)],
);

export const chatRelations = relationsOf(chats, ({ many }) => ({ messages: many(messages) }));

export const messageRelations = relationsOf(messages, ({ one }) => ({
  chat: one(chats, { fields: [messages.chatId], references: [chats.id] }),
}));
