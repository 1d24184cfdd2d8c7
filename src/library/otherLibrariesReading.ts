import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { UserError } from '../db/userError';
import { quoted } from './mergeSql';

/** What a library says of itself. */
export interface LibraryFacts {
  file: string;
  libraryId: string;
  /** The workspace folder it was made for, as a uri; empty when there was none. */
  origin: string;
  /** Where that folder's repository comes from; empty when it has none. */
  remote: string;
  projects: number;
  chats: number;
  messages: number;
  /** The newest projects' names. */
  names: string[];
  /** Milliseconds since 1970. */
  lastActive: number;
}

const NO_LIBRARY = (file: string) =>
  new UserError(`${file} is not a library of Better GPT, or it cannot be read.`);

/** Null for what is no library of ours, or cannot be read. */
export function readFacts(file: string): LibraryFacts | null {
  if (!existsSync(file)) return null;
  try {
    return withReadOnly(file, (db) => factsOf(db, file));
  } catch {
    return null;
  }
}

function factsOf(db: Database.Database, file: string): LibraryFacts {
  const value = (sql: string) => Object.values(db.prepare(sql).get([]) as object)[0] as unknown;
  const count = (table: string) => Number(value(`SELECT count(*) AS n FROM ${table}`));
  const meta = (name: string) =>
    String(
      value(`SELECT coalesce((SELECT value FROM meta WHERE name = ${quoted(name)}), '') AS v`),
    );
  const names = db.prepare(
    `SELECT name FROM projects WHERE shelf <> 'trashed' ORDER BY updated_at DESC LIMIT 5`,
  );
  return {
    file,
    libraryId: meta('libraryId'),
    origin: meta('origin'),
    remote: meta('remote'),
    projects: count('projects'),
    chats: count('chats'),
    messages: count('messages'),
    names: (names.all([]) as { name: string }[]).map(({ name }) => name),
    lastActive: Number(
      value(`SELECT max(coalesce((SELECT created_at FROM messages ORDER BY key DESC LIMIT 1), 0),
        coalesce((SELECT max(updated_at) FROM chats), 0),
        coalesce((SELECT max(updated_at) FROM projects), 0)) AS at`),
    ),
  };
}

/** As it is at one moment, whoever writes to it; the library itself is only read. */
export function copyReadOnly(file: string, copy: string): void {
  if (!existsSync(file)) throw NO_LIBRARY(file);
  try {
    withReadOnly(file, (db) => {
      db.prepare('SELECT count(*) FROM projects').get([]);
      db.exec(`VACUUM INTO ${quoted(copy)}`);
    });
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/FULL|IOERR/.test(code)) throw error;
    throw new UserError(NO_LIBRARY(file).message, { cause: error });
  }
}

function withReadOnly<T>(file: string, work: (db: Database.Database) => T): T {
  const db = new Database(file, { readonly: true, timeout: 5_000 });
  try {
    return work(db);
  } catch (error) {
    // Its folder may not be written to, which reading a WAL takes.
    if (!isUnopenable(error)) throw error;
  } finally {
    db.close();
  }
  return withPlainCopy(file, work);
}

function withPlainCopy<T>(file: string, work: (db: Database.Database) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'better-gpt-'));
  try {
    const copy = path.join(folder, 'library.db');
    for (const ending of ['', '-wal', '-journal']) {
      if (existsSync(file + ending)) copyFileSync(file + ending, copy + ending);
    }
    const db = new Database(copy);
    try {
      return work(db);
    } finally {
      db.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const isUnopenable = (error: unknown) =>
  error instanceof Error && 'code' in error && /CANTOPEN|READONLY/.test(String(error.code));
