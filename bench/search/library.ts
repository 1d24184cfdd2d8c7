import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { v7 as uuidv7 } from 'uuid';
import { checksumOf } from '../../src/db/checksum';
import { extraTerms } from '../../src/db/searchTerms';
import { openTestLibrary } from '../../src/db/testing';
import { createMessages } from './corpus';

export const MESSAGES = 1_000_000;
const PROJECTS = 100;
const CHATS = 10_000;

const SOURCES = [
  'src/db/checksum.ts',
  'src/db/fullText.ts',
  'src/db/namesIndex.ts',
  'src/db/searchTerms.ts',
  'src/db/tokenizer.ts',
];

/** Built once and kept in the user's cache until what it depends on is another. */
export async function builtLibrary(): Promise<string> {
  const folder = path.join(
    process.env['XDG_CACHE_HOME'] ?? path.join(homedir(), '.cache'),
    'better-gpt',
    'bench',
  );
  const file = path.join(folder, `search-${version()}.db`);
  if (existsSync(file)) return file;
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith('search-')) rmSync(path.join(folder, name));
  }
  const draft = `${file}.draft`;
  await (await openTestLibrary(draft)).close();
  fill(draft);
  renameSync(draft, file);
  return file;
}

function version(): string {
  const hash = createHash('sha256');
  for (const source of [...SOURCES, 'bench/search/corpus.ts', 'bench/search/library.ts'])
    hash.update(readFileSync(source));
  for (const migration of readdirSync('drizzle')) hash.update(migration);
  return hash.digest('hex').slice(0, 16);
}

/** Through the bare driver; the full-text index in one go at the end. */
function fill(file: string): void {
  const db = new Database(file);
  db.exec(
    'PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; BEGIN',
  );
  const now = Date.now();
  const project = db.prepare(
    `INSERT INTO projects (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)`,
  );
  const projects = Array.from({ length: PROJECTS }, (_, i) => {
    const id = uuidv7();
    project.run([id, `Project ${i}`, now, now]);
    return id;
  });
  const chat = db.prepare(
    `INSERT INTO chats (id, project_id, title, activity, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const chats = Array.from({ length: CHATS }, (_, i) => {
    const id = uuidv7();
    chat.run([id, projects[i % PROJECTS], `Chat ${i}`, i, now, now]);
    return id;
  });
  fillMessages(db, chats, now);
  db.exec(`COMMIT; BEGIN;
    INSERT INTO messages_fts (rowid, text, terms) SELECT key, text, terms FROM messages ORDER BY key;
    UPDATE messages_fts_progress SET last_key = (SELECT max(key) FROM messages); COMMIT;
    PRAGMA journal_mode = WAL`);
  db.close();
}

/** Chats take turns in runs of ten, as people go back and forth between them. */
function fillMessages(db: Database.Database, chats: string[], now: number): void {
  const next = createMessages();
  const insert = db.prepare(
    `INSERT INTO messages (id, chat_id, parent_id, role, text, terms, model, checksum, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const leaves = new Map<string, string>();
  for (let i = 0; i < MESSAGES; i++) {
    const chatId = chats[Math.floor(i / 10) % CHATS] ?? '';
    const [id, text] = [uuidv7(), next()];
    const isUser = i % 2 === 0;
    const model = isUser ? null : `server:model-${i % 3}`;
    const sent = now - (MESSAGES - i) * 1_000;
    const parentId = leaves.get(chatId) ?? null;
    insert.run([
      id,
      chatId,
      parentId,
      isUser ? 'user' : 'assistant',
      text,
      extraTerms(text),
      model,
      checksumOf({ text }),
      sent,
    ]);
    leaves.set(chatId, id);
  }
  const leaf = db.prepare('UPDATE chats SET leaf_id = ? WHERE id = ?');
  for (const [chatId, id] of leaves) leaf.run([id, chatId]);
}
