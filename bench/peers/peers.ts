import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import path from 'node:path';
import Database from 'libsql';
import { type Message, messageOf, type Session, sessionOf } from './history';

/**
 * The designs that peers keep their chats in (what each does and where it does it was read in their sources), as small
 * as they can be without being unfair: what each rewrites at every message it rewrites here, with the calls that are
 * made there, and nothing else is done. All wait for the disk before they call a message saved; most of the peers do not.
 */
export interface Peer {
  /** Saves one more message of the long chat. On disk when it has ended. */
  append(): Promise<void> | void;
  close(): void;
}

export interface Size {
  /** Messages of the chat that is appended to. */
  messages: number;
  /** Other chats, and messages in each of them. */
  chats: number;
  messagesEach: number;
}

export const PEERS = {
  json_per_chat: jsonPerChat,
  json_index: jsonWithIndex,
  memento,
  row_blob: rowBlob,
  jsonl_log: jsonlLog,
} satisfies Record<string, (folder: string, size: Size) => Peer>;

/**
 * One file per chat, written whole beside the old one and put in its place (Cline's `writeFileAtomic` in
 * sdk/packages/core/src/session/stores/atomic-file.ts).
 */
function jsonPerChat(folder: string, { messages }: Size): Peer {
  const session = sessionOf(messages);
  const file = path.join(folder, `${session.id}.json`);
  return {
    append: () => {
      session.messages.push(messageOf(session.messages.length));
      return replace(file, JSON.stringify(session));
    },
    close: () => {},
  };
}

/**
 * And a list of all chats in one more file; both while everybody waits (Continue's core/util/history.ts, which does
 * without the second name and the flush; Roo's and Cline's task history).
 */
function jsonWithIndex(folder: string, size: Size): Peer {
  const session = sessionOf(size.messages);
  const index = Array.from({ length: size.chats }, () => ({
    ...withoutMessages(sessionOf(0)),
    ...{ tokensIn: 12_345, tokensOut: 2_345, cost: 0.12, size: 30_000, workspace: '/home/me/code' },
  }));
  const [first] = index;
  return {
    append: () => {
      session.messages.push(messageOf(session.messages.length));
      replaceSync(path.join(folder, `${session.id}.json`), JSON.stringify(session));
      if (first) first.createdAt = Date.now();
      replaceSync(path.join(folder, 'sessions.json'), JSON.stringify(index));
    },
    close: () => {},
  };
}

const withoutMessages = ({ id, title, createdAt }: Session) => ({ id, title, createdAt });

/** All chats in one value of VS Code's own storage, which is a row of state.vscdb (Cody, twinny). */
function memento(folder: string, { messages, chats, messagesEach }: Size): Peer {
  const db = new Database(path.join(folder, 'state.vscdb'));
  db.exec('PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE ItemTable (key TEXT UNIQUE ON CONFLICT REPLACE, value BLOB)');
  const save = db.prepare('INSERT INTO ItemTable VALUES (?, ?)');
  const session = sessionOf(messages);
  const all = [session, ...Array.from({ length: chats }, () => sessionOf(messagesEach))];
  return {
    append: () => {
      session.messages.push(messageOf(session.messages.length));
      save.run(['history', JSON.stringify(all)]);
    },
    close: () => void db.close(),
  };
}

/** One row per chat with all of it in one value (Zed, Open WebUI). */
function rowBlob(folder: string, { messages }: Size): Peer {
  const db = new Database(path.join(folder, 'threads.db'));
  db.exec('PRAGMA journal_mode = WAL');
  db.exec('PRAGMA synchronous = FULL');
  db.exec('CREATE TABLE threads (id TEXT PRIMARY KEY, updated_at INTEGER, data TEXT NOT NULL)');
  const save = db.prepare('INSERT OR REPLACE INTO threads VALUES (?, ?, ?)');
  const session = sessionOf(messages);
  return {
    append: () => {
      session.messages.push(messageOf(session.messages.length));
      save.run([session.id, Date.now(), JSON.stringify(session)]);
    },
    close: () => void db.close(),
  };
}

/**
 * A log of what happened, of which no line is ever written again (VS Code's own chat, Claude Code, Codex). Opened,
 * flushed and closed for each message as VS Code does (`writeFile` with `append`, `close` in
 * src/vs/platform/files/node/diskFileSystemProvider.ts), but without its way through another process.
 */
function jsonlLog(folder: string, { messages }: Size): Peer {
  const session = sessionOf(messages);
  const file = path.join(folder, `${session.id}.jsonl`);
  const lineOf = (message: Message) => `${JSON.stringify({ kind: 'push', message })}\n`;
  writeFileSync(file, session.messages.map(lineOf).join(''));
  let written = messages;
  return {
    append: async () => {
      const handle = await open(file, 'a');
      await handle.write(lineOf(messageOf(written++)));
      await handle.datasync();
      await handle.close();
    },
    close: () => {},
  };
}

async function replace(file: string, text: string): Promise<void> {
  const partial = `${file}.tmp`;
  const handle = await open(partial, 'w');
  await handle.writeFile(text);
  await handle.sync();
  await handle.close();
  await rename(partial, file);
  // Until the folder is on disk, the new file is not what is found there.
  const folder = await open(path.dirname(file), 'r');
  await folder.sync();
  await folder.close();
}

function replaceSync(file: string, text: string): void {
  const partial = `${file}.tmp`;
  const descriptor = openSync(partial, 'w');
  writeFileSync(descriptor, text);
  fsyncSync(descriptor);
  closeSync(descriptor);
  renameSync(partial, file);
  const folder = openSync(path.dirname(file), 'r');
  fsyncSync(folder);
  closeSync(folder);
}
