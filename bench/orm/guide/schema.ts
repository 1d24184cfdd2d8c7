import { defineRelations, desc, sql } from 'drizzle-orm';
import {
  type AnySQLiteColumn,
  blob,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { bigInt, boolean, dateTime, decimal, json, now } from './columns';

// After: the tables of schema.prisma, column for column. The names of indexes are Prisma's.

export const ROLES = ['user', 'assistant', 'system'] as const;
export const SHELVES = ['active', 'archived', 'trashed'] as const;

const settings = json<{ model: string; temperature: number }>();
const key = () => integer().primaryKey({ autoIncrement: true });
const createdAt = () => dateTime('created_at').notNull().default(now);
/** `@updatedAt`: set by the program, not by the database. */
const updatedAt = () =>
  dateTime('updated_at')
    .notNull()
    .$defaultFn(() => new Date())
    .$onUpdateFn(() => new Date());
/** What Prisma does where a relation does not say otherwise: `onUpdate` is always there. */
const cascade = { onDelete: 'cascade', onUpdate: 'cascade' } as const;
const setNull = { onDelete: 'set null', onUpdate: 'cascade' } as const;

export const users = sqliteTable(
  'users',
  {
    id: text()
      .notNull()
      .$defaultFn(() => crypto.randomUUID()),
    name: text().notNull(),
    email: text(),
    createdAt: createdAt(),
  },
  (table) => [primaryKey({ columns: [table.id] }), uniqueIndex('users_email_key').on(table.email)],
);

export const projects = sqliteTable('projects', {
  id: key(),
  name: text().notNull(),
  description: text().notNull().default(''),
  instructions: text().notNull().default(''),
  settings: settings().notNull(),
  budget: decimal()
    .notNull()
    .default(sql`0`),
  shelf: text({ enum: SHELVES }).notNull().default('active'),
  createdAt: createdAt(),
  updatedAt: updatedAt(),
});

const projectId = () =>
  integer('project_id')
    .notNull()
    .references(() => projects.id, cascade);

export const chats = sqliteTable(
  'chats',
  {
    id: key(),
    projectId: projectId(),
    title: text().notNull().default('New Chat'),
    pinned: boolean()
      .notNull()
      .default(sql`false`),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [index('chats_project_id_updated_at_idx').on(table.projectId, desc(table.updatedAt))],
);

export const messages = sqliteTable(
  'messages',
  {
    id: bigInt().notNull(),
    chatId: integer('chat_id')
      .notNull()
      .references(() => chats.id, cascade),
    parentId: bigInt('parent_id').references((): AnySQLiteColumn => messages.id, setNull),
    authorId: text('author_id').references(() => users.id, setNull),
    role: text({ enum: ROLES }).notNull(),
    text: text().notNull(),
    costUsd: real('cost_usd'),
    createdAt: createdAt(),
  },
  (table) => [
    primaryKey({ columns: [table.id] }),
    index('messages_chat_id_parent_id_idx').on(table.chatId, table.parentId),
  ],
);

export const files = sqliteTable(
  'files',
  {
    projectId: projectId(),
    path: text().notNull(),
    content: blob({ mode: 'buffer' }).notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.path] })],
);

export const tags = sqliteTable(
  'tags',
  {
    id: key(),
    name: text().notNull(),
  },
  (table) => [uniqueIndex('tags_name_key').on(table.name)],
);

/** The table that Prisma keeps out of sight for `chats Chat[]` and `tags Tag[]`. */
export const chatTags = sqliteTable(
  '_ChatToTag',
  {
    chatId: integer('A')
      .notNull()
      .references(() => chats.id, cascade),
    tagId: integer('B')
      .notNull()
      .references(() => tags.id, cascade),
  },
  (table) => [
    uniqueIndex('_ChatToTag_AB_unique').on(table.chatId, table.tagId),
    index('_ChatToTag_B_index').on(table.tagId),
  ],
);

export const relations = defineRelations(
  { users, projects, chats, messages, files, tags, chatTags },
  (r) => ({
    projects: { chats: r.many.chats(), files: r.many.files() },
    chats: {
      project: r.one.projects({ from: r.chats.projectId, to: r.projects.id, optional: false }),
      messages: r.many.messages(),
      tags: r.many.tags({
        from: r.chats.id.through(r.chatTags.chatId),
        to: r.tags.id.through(r.chatTags.tagId),
      }),
    },
    messages: {
      chat: r.one.chats({ from: r.messages.chatId, to: r.chats.id, optional: false }),
      author: r.one.users({ from: r.messages.authorId, to: r.users.id }),
      parent: r.one.messages({ from: r.messages.parentId, to: r.messages.id, alias: 'versions' }),
      versions: r.many.messages({
        from: r.messages.id,
        to: r.messages.parentId,
        alias: 'versions',
      }),
    },
    files: { project: r.one.projects({ from: r.files.projectId, to: r.projects.id }) },
    tags: { chats: r.many.chats() },
  }),
);
