import { DatabaseSync } from 'node:sqlite';

/** Times are whole seconds: they are meant to be the same in every contender, and Prisma's Int has 32 bits. */
const TABLES = `
CREATE TABLE projects (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, name TEXT NOT NULL, temperature REAL NOT NULL DEFAULT 0.7,
  created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE TABLE chats (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  title TEXT NOT NULL, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL);
CREATE INDEX chats_listed ON chats (project_id, updated_at);
CREATE TABLE messages (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  chat_id INTEGER NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  role TEXT NOT NULL, text TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX messages_chat ON messages (chat_id);
CREATE TABLE files (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL,
  project_id INTEGER NOT NULL REFERENCES projects (id) ON DELETE CASCADE,
  path TEXT NOT NULL, created_at INTEGER NOT NULL);
CREATE INDEX files_project ON files (project_id);
CREATE VIRTUAL TABLE messages_fts USING fts5(text, content='messages', content_rowid='id');`;

export const OPERATIONS = [
  'insert',
  'durable_insert',
  'transaction',
  'bulk',
  'list',
  'load',
  'search',
  'analytics',
] as const;
export type Operation = (typeof OPERATIONS)[number];

export interface NewMessage {
  chatId: number;
  role: string;
  text: string;
  createdAt: number;
}

export interface Sizes {
  projects: number;
  chatsPerProject: number;
  messagesPerChat: number;
  /** How often a query is measured in one process; durable writes and bulk inserts less often. */
  samples: number;
  bulk: number;
}

export const FULL_SIZE: Sizes = {
  projects: 10,
  chatsPerProject: 100,
  messagesPerChat: 100,
  samples: 200,
  bulk: 10_000,
};
export const QUICK: Sizes = {
  projects: 4,
  chatsPerProject: 20,
  messagesPerChat: 100,
  samples: 20,
  bulk: 1_000,
};

const EPOCH = 1_767_225_600;
const VOCABULARY =
  'webhook retry timeout payment invoice queue worker deadlock index schema branch deploy rollback cache token header'.split(
    ' ',
  );
/** Words to search for: common ones, and one that only a few messages have. */
export const SEARCHES = ['webhook', 'retry timeout', 'deadlock', 'needle'];

/** Always the same file: everything in it follows from the numbers of its rows. */
export function seed(file: string, sizes: Sizes): void {
  const db = new DatabaseSync(file);
  db.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = OFF');
  db.exec(TABLES);
  db.exec('BEGIN');
  const project = db.prepare(
    'INSERT INTO projects (name, created_at, updated_at) VALUES (?, ?, ?)',
  );
  for (let id = 1; id <= sizes.projects; id++) {
    project.run(`Project ${id}`, EPOCH, EPOCH);
    fillProject(db, id, sizes);
  }
  db.exec(`INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')`);
  db.exec('COMMIT');
  db.exec('ANALYZE; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
}

function fillProject(db: DatabaseSync, projectId: number, sizes: Sizes): void {
  const file = db.prepare('INSERT INTO files (project_id, path, created_at) VALUES (?, ?, ?)');
  for (let i = 0; i < 20; i++) file.run(projectId, `src/file${i}.ts`, EPOCH);
  const chat = db.prepare(
    'INSERT INTO chats (project_id, title, created_at, updated_at) VALUES (?, ?, ?, ?)',
  );
  const message = db.prepare(
    'INSERT INTO messages (chat_id, role, text, created_at) VALUES (?, ?, ?, ?)',
  );
  for (let i = 0; i < sizes.chatsPerProject; i++) {
    const chatId = Number(
      chat.run(projectId, `Chat ${i}`, EPOCH + i, EPOCH + ((i * 37) % 1_000)).lastInsertRowid,
    );
    for (let turn = 0; turn < sizes.messagesPerChat; turn++) {
      const { role, text, createdAt } = messageOf(chatId, turn);
      message.run(chatId, role, text, createdAt);
    }
  }
}

/** About 200 characters. */
export function messageOf(chatId: number, turn: number): NewMessage {
  const words = Array.from(
    { length: 28 },
    (_, i) => VOCABULARY[(chatId * 7 + turn * 13 + i * (1 + (turn % 5))) % VOCABULARY.length],
  );
  if ((chatId * 131 + turn) % 997 === 0) words.push('needle');
  const role = turn % 2 === 0 ? 'user' : 'assistant';
  return { chatId, role, text: words.join(' '), createdAt: EPOCH + turn };
}
