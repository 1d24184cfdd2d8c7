import Database from 'libsql';
import { v7 as uuidv7 } from 'uuid';
import { withChecksum } from '../src/db/checksum';
import { openTestLibrary } from '../src/db/testing';
import { TEXT_LENGTH, textOf } from './text';

export interface Filler {
  project(name: string): string;
  /** A chat with one branch of alternating questions and answers; each answer has its receipt. Returns its id. */
  chat(projectId: string, messages: number, textLength?: number): string;
}

/** Fills a library that nobody has open, in one go, through the bare driver: what is measured comes later. */
export function fillLibrary<T>(file: string, fill: (filler: Filler) => T): T {
  const db = new Database(file);
  db.exec('PRAGMA synchronous = OFF; BEGIN IMMEDIATE');
  const result = fill(fillerOf(db));
  db.exec('COMMIT; PRAGMA wal_checkpoint(TRUNCATE)');
  db.close();
  return result;
}

function fillerOf(db: Database.Database): Filler {
  const insertProject = db.prepare(
    'INSERT INTO projects (id, name, created_at, updated_at) VALUES (?, ?, ?, ?)',
  );
  const insertChat = db.prepare(
    'INSERT INTO chats (id, project_id, title, activity, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const insertMessage = db.prepare(
    'INSERT INTO messages (id, chat_id, parent_id, role, text, model, checksum, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  );
  const insertRequest = db.prepare(
    'INSERT INTO requests (id, message_id, model, input_tokens, output_tokens, created_at) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const setLeaf = db.prepare('UPDATE chats SET leaf_id = ?, activity = ? WHERE id = ?');
  const now = Date.now();
  let written = 0;

  function message(chatId: string, parentId: string | null, n: number, length: number): string {
    const id = uuidv7();
    const isAnswer = n % 2 === 1;
    const [role, model] = isAnswer ? ['assistant', 'test:model'] : ['user', null];
    const { text, checksum } = withChecksum({ text: textOf(n).slice(0, length) });
    insertMessage.run([id, chatId, parentId, role, text, model, checksum, now]);
    if (isAnswer) insertRequest.run([uuidv7(), id, model, 900, 300, now]);
    written += 1;
    return id;
  }

  return {
    project(name) {
      const id = uuidv7();
      insertProject.run([id, name, now, now]);
      return id;
    },
    chat(projectId, messages, length = TEXT_LENGTH) {
      const id = uuidv7();
      insertChat.run([id, projectId, `Chat ${id}`, written, now, now]);
      let leaf: string | null = null;
      for (let n = 0; n < messages; n++) leaf = message(id, leaf, n, length);
      setLeaf.run([leaf, written, id]);
      return id;
    },
  };
}

/** Brings its full-text index up to date: whoever opens it next would else begin with that. */
export async function indexLibrary(file: string): Promise<void> {
  const { db, close } = await openTestLibrary(file);
  const isBehind = async () => {
    const { rows } = await db.$client.execute(
      'SELECT (SELECT last_key FROM messages_fts_progress) < (SELECT max(key) FROM messages) AS behind',
    );
    return rows[0]?.['behind'] === 1;
  };
  while (await isBehind()) await new Promise((resolve) => setTimeout(resolve, 100));
  await close();
}
