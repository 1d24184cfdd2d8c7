import { sql } from 'drizzle-orm';
import {
  blob,
  check,
  index,
  integer,
  primaryKey,
  real,
  sqliteTable,
  text,
  uniqueIndex,
} from 'drizzle-orm/sqlite-core';
import { v7 as uuidv7 } from 'uuid';

/** Public ids are UUIDv7: unique over machines, so libraries can be merged. */
const publicId = () =>
  text()
    .notNull()
    .unique()
    .$defaultFn(() => uuidv7());
/** Rows are ordered by this key, never by a clock: two rows may share a millisecond. */
const key = () => integer().primaryKey({ autoIncrement: true });
const createdAt = () =>
  integer('created_at', { mode: 'timestamp_ms' })
    .notNull()
    .$defaultFn(() => new Date());
const updatedAt = () =>
  integer('updated_at', { mode: 'timestamp_ms' })
    .notNull()
    .$defaultFn(() => new Date());

/** Where a project or a chat is: deleting moves it to the trash, archiving only hides it. */
export const SHELVES = ['active', 'archived', 'trashed'] as const;
export const ROLES = ['user', 'assistant', 'system'] as const;
/** `interrupted`: the process that was writing the answer died; `stopped`: the user stopped it. */
export const MESSAGE_STATUSES = ['streaming', 'done', 'stopped', 'failed', 'interrupted'] as const;
export const FILE_MODES = ['live', 'snapshot'] as const;
export const PIECE_KINDS = ['text', 'reasoning'] as const;
/** `partial` is the answer so far that a model was asked to go on with, `request` what it was told then. */
export const PART_KINDS = [
  'instructions',
  'file',
  'history',
  'message',
  'partial',
  'request',
  'image',
] as const;
/** Who chose a chat's title: nobody, its first words, a model, the user. The user's own is never overwritten. */
export const TITLE_SOURCES = ['default', 'derived', 'model', 'user'] as const;

export const DEFAULT_TEMPERATURE = 0.7;
export const DEFAULT_MAX_TOKENS = 4_000;

/** How hard a model thinks before it answers, as most providers name it. */
export const REASONING_EFFORTS = ['none', 'minimal', 'low', 'medium', 'high', 'xhigh'] as const;

/** Settings of requests. What is not given is the provider's own choice, or of a chat: its project's. */
export interface ModelSettings {
  /** From 0 to 2. */
  temperature?: number;
  /** Of an answer. */
  maxTokens?: number;
  /** From 0 to 1. */
  topP?: number;
  reasoningEffort?: (typeof REASONING_EFFORTS)[number];
  /** An answer ends before any of these. */
  stop?: string[];
  /** Further fields of the request's body, as a JSON object. */
  extraBody?: Record<string, unknown>;
}

/** Where an answer says it has something from. */
export interface Citation {
  url: string;
  title: string;
}

/** What the chat shows where an answer failed. */
export interface Problem {
  sentence: string;
  action?:
    | 'setKey'
    | 'chooseModel'
    | 'retry'
    | 'manageModels'
    | 'trust'
    | 'changeLimit'
    | 'changeProjectLimit';
  /** While the answer waits to be asked for again by itself: when that will be, in milliseconds. */
  retryAt?: number;
  /** What helps more than the action. */
  remedy?: 'continue' | 'shorten' | 'showResponse';
  /** The beginning of what the server sent, without keys. */
  response?: string;
}

/** Facts about the library itself, by name: its public id, the workspace it was made for. */
export const meta = sqliteTable('meta', {
  name: text().primaryKey(),
  value: text().notNull(),
});

/** Authors of messages. */
export const users = sqliteTable('users', {
  key: key(),
  id: publicId(),
  name: text().notNull(),
  email: text().unique(),
  createdAt: createdAt(),
});

export const projects = sqliteTable(
  'projects',
  {
    key: key(),
    id: publicId(),
    name: text().notNull(),
    description: text().notNull().default(''),
    instructions: text().notNull().default(''),
    /** `provider:model`; null until the user chose one, then the built-in Search answers. */
    model: text(),
    temperature: real().notNull().default(DEFAULT_TEMPERATURE),
    maxTokens: integer('max_tokens').notNull().default(DEFAULT_MAX_TOKENS),
    /** What its requests are sent with beside the temperature and the output limit. */
    settings: text({ mode: 'json' })
      .$type<Omit<ModelSettings, 'temperature' | 'maxTokens'>>()
      .notNull()
      .default({}),
    /** What it may cost in a calendar month, in billionths of a US dollar; null: no limit. */
    capNanos: integer('cap_nanos'),
    /** How many tokens it may use in a calendar month; null: no limit. */
    capTokens: integer('cap_tokens'),
    /** Text typed on the project's home, before there is a chat to keep it. */
    draft: text().notNull().default(''),
    shelf: text({ enum: SHELVES }).notNull().default('active'),
    shelvedAt: integer('shelved_at', { mode: 'timestamp_ms' }),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    check('projects_name_length', sql`length(${table.name}) between 1 and 255`),
    check('projects_temperature_range', sql`${table.temperature} between 0 and 2`),
    check('projects_max_tokens_range', sql`${table.maxTokens} >= 1`),
  ],
);

/** Links to workspace folders: a project is not tied to a path. */
export const projectFolders = sqliteTable(
  'project_folders',
  {
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    uri: text().notNull(),
    name: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.projectId, table.uri] })],
);

/** Content, kept once by what it is. */
export const blobs = sqliteTable('blobs', {
  /** SHA-256 of `content`, lower-case hex. */
  hash: text().primaryKey(),
  content: blob({ mode: 'buffer' }).notNull(),
  createdAt: createdAt(),
});

/** Attachments. */
export const files = sqliteTable(
  'files',
  {
    key: key(),
    id: publicId(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    uri: text().notNull(),
    /** What the user and the model see: relative to its workspace folder where it has one. */
    path: text().notNull(),
    mode: text({ enum: FILE_MODES }).notNull().default('live'),
    /** The content that was last read: what a snapshot sends, and what a live file is compared with. */
    hash: text().references(() => blobs.hash),
    /** What a model last saw; differs from the live content when the file is stale. */
    seenHash: text('seen_hash').references(() => blobs.hash),
    createdAt: createdAt(),
  },
  (table) => [uniqueIndex('files_project_uri').on(table.projectId, table.uri)],
);

export const chats = sqliteTable(
  'chats',
  {
    key: key(),
    id: publicId(),
    projectId: text('project_id')
      .notNull()
      .references(() => projects.id, { onDelete: 'cascade' }),
    title: text().notNull().default('New Chat'),
    titleSource: text('title_source', { enum: TITLE_SOURCES }).notNull().default('default'),
    /** Overrides the project's model. */
    model: text(),
    /** Overrides the project's settings, one by one. */
    settings: text({ mode: 'json' }).$type<ModelSettings>().notNull().default({}),
    draft: text().notNull().default(''),
    /** The last message of the branch on show. */
    leafId: text('leaf_id'),
    /** Key of the newest message in the library when this chat was last written to: sorts chats. */
    activity: integer().notNull().default(0),
    pinned: integer({ mode: 'boolean' }).notNull().default(false),
    shelf: text({ enum: SHELVES }).notNull().default('active'),
    shelvedAt: integer('shelved_at', { mode: 'timestamp_ms' }),
    createdAt: createdAt(),
    updatedAt: updatedAt(),
  },
  (table) => [
    index('chats_listed').on(table.projectId, table.shelf, table.pinned, table.activity, table.key),
    check('chats_title_length', sql`length(${table.title}) between 1 and 255`),
  ],
);

/** One turn of one role. Messages form a tree, so an edit or a new answer is a sibling. */
export const messages = sqliteTable(
  'messages',
  {
    key: key(),
    id: publicId(),
    chatId: text('chat_id')
      .notNull()
      .references(() => chats.id, { onDelete: 'cascade' }),
    parentId: text('parent_id'),
    role: text({ enum: ROLES }).notNull(),
    status: text({ enum: MESSAGE_STATUSES }).notNull().default('done'),
    /** Of a streaming answer: what was there when it began; the rest is in `pieces` until it ends. */
    text: text().notNull(),
    /** What full-text search needs beside the text (searchTerms.ts); written when the message is indexed. */
    terms: text().notNull().default(''),
    /** What a model thought before it answered. */
    reasoning: text().notNull().default(''),
    /** `provider:model` that answered. */
    model: text(),
    problem: text({ mode: 'json' }).$type<Problem>(),
    citations: text({ mode: 'json' }).$type<Citation[]>(),
    /** How long the model thought before its answer began. */
    reasoningMs: integer('reasoning_ms'),
    authorId: text('author_id').references(() => users.id),
    /** Of text and reasoning: a changed bit of them is noticed. Says as well whether they are damaged for good (checksum.ts). */
    checksum: integer(),
    createdAt: createdAt(),
  },
  (table) => [
    index('messages_tree').on(table.chatId, table.parentId),
    // The few that have none yet: a message that is written with its own never comes here.
    index('messages_without_checksum')
      .on(table.key)
      .where(sql`"checksum" is null`),
  ],
);

/** Pictures: of a message, or waiting in a draft (of a chat, or on a project's home). */
export const images = sqliteTable(
  'images',
  {
    key: key(),
    id: publicId(),
    messageId: text('message_id').references(() => messages.id, { onDelete: 'cascade' }),
    chatId: text('chat_id').references(() => chats.id, { onDelete: 'cascade' }),
    projectId: text('project_id').references(() => projects.id, { onDelete: 'cascade' }),
    hash: text()
      .notNull()
      .references(() => blobs.hash),
    /** As in `image/png`. */
    mediaType: text('media_type').notNull(),
    /** In pixels. */
    width: integer().notNull(),
    height: integer().notNull(),
    /** The file's name; empty where it has none. */
    name: text().notNull().default(''),
    createdAt: createdAt(),
  },
  (table) => [
    index('images_message').on(table.messageId),
    index('images_chat_draft').on(table.chatId),
    index('images_project_draft').on(table.projectId),
    check(
      'images_one_place',
      sql`(${table.messageId} is not null) + (${table.chatId} is not null) + (${table.projectId} is not null) = 1`,
    ),
  ],
);

/** What has arrived of a streaming answer, appended so that nothing is written twice. */
export const pieces = sqliteTable(
  'pieces',
  {
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    kind: text({ enum: PIECE_KINDS }).notNull(),
    /** Where in the answer's text or reasoning this piece begins, in UTF-16 code units. */
    offset: integer().notNull(),
    text: text().notNull(),
  },
  (table) => [primaryKey({ columns: [table.messageId, table.kind, table.offset] })],
);

/** Receipts: what one request sent, to whom, with which settings, for how many tokens. */
export const requests = sqliteTable(
  'requests',
  {
    key: key(),
    id: publicId(),
    /** The answer that this request was made for; for a chat's title, the message that the chat begins with. */
    messageId: text('message_id')
      .notNull()
      .references(() => messages.id, { onDelete: 'cascade' }),
    model: text().notNull(),
    temperature: real(),
    maxTokens: integer('max_tokens'),
    /** The other settings that were sent. */
    settings: text({ mode: 'json' })
      .$type<Omit<ModelSettings, 'temperature' | 'maxTokens'>>()
      .notNull()
      .default({}),
    /** Our own count of the input before it was sent: what the bill is compared with. */
    countedTokens: integer('counted_tokens'),
    /** What is set aside for it of the limits until its bill is known; null once it is. */
    reservedNanos: integer('reserved_nanos'),
    reservedTokens: integer('reserved_tokens'),
    inputTokens: integer('input_tokens'),
    outputTokens: integer('output_tokens'),
    /** Of the input, read from the provider's cache. */
    cachedTokens: integer('cached_tokens'),
    /** Of the output, spent on thinking. */
    reasoningTokens: integer('reasoning_tokens'),
    /** The tokens are our own estimate: the provider did not get to say, or never does. */
    isEstimated: integer('is_estimated', { mode: 'boolean' }).notNull().default(false),
    /** Billionths of a US dollar, so that sums agree to the last digit; null when the price is not known. */
    costNanos: integer('cost_nanos'),
    /** What the provider's cache saved of it. */
    savedNanos: integer('saved_nanos'),
    /** Settings that the model does not take and that were not sent. */
    dropped: text({ mode: 'json' }).$type<string[]>(),
    firstTokenMs: integer('first_token_ms'),
    durationMs: integer('duration_ms'),
    /** The process that is reading the answer, and when it last said so. */
    owner: text(),
    aliveAt: integer('alive_at', { mode: 'timestamp_ms' }),
    createdAt: createdAt(),
  },
  (table) => [
    index('requests_message').on(table.messageId),
    index('requests_created').on(table.createdAt),
    index('requests_model').on(table.model),
  ],
);

/** What requests cost that were deleted for good with their chats: money stays spent. */
export const erasedUsage = sqliteTable(
  'erased_usage',
  {
    /** The day in UTC, as in `2026-11-22`. */
    day: text().notNull(),
    /** Of a project that may be gone as well. */
    projectId: text('project_id').notNull(),
    model: text().notNull(),
    requestCount: integer('request_count').notNull(),
    inputTokens: integer('input_tokens').notNull(),
    outputTokens: integer('output_tokens').notNull(),
    costNanos: integer('cost_nanos').notNull(),
    /** How many of the requests have no known price. */
    unpricedCount: integer('unpriced_count').notNull(),
  },
  (table) => [primaryKey({ columns: [table.day, table.projectId, table.model] })],
);

export const requestParts = sqliteTable(
  'request_parts',
  {
    requestId: text('request_id')
      .notNull()
      .references(() => requests.id, { onDelete: 'cascade' }),
    position: integer().notNull(),
    kind: text({ enum: PART_KINDS }).notNull(),
    /** The file's path; for history, how many messages it has. */
    label: text().notNull().default(''),
    /** SHA-256 of exactly what was sent; null for what was left out. */
    hash: text(),
    /** For `history` and `message`: the last message of it, from which its parents lead to the first. */
    messageId: text('message_id'),
    fileId: text('file_id'),
    /** Why a file was left out, as a sentence. */
    omitted: text(),
  },
  (table) => [primaryKey({ columns: [table.requestId, table.position] })],
);
