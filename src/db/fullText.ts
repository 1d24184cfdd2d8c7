import type { Connection } from './connection';

/**
 * Full-text tables and their triggers. They follow from the tables of schema.ts and are kept out of
 * drizzle-kit's hands, whose table rebuilds drop triggers without a word.
 */
const TOKENIZER = `tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'`;

const CREATE: Record<string, string> = {
  // A streaming answer is indexed once, when it has ended.
  messages_indexed: `CREATE VIEW messages_indexed AS
    SELECT key, text FROM messages WHERE status <> 'streaming'`,
  messages_fts: `CREATE VIRTUAL TABLE messages_fts USING fts5(
    text, content = 'messages_indexed', content_rowid = 'key', ${TOKENIZER})`,
  messages_fts_insert: `CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages
    WHEN new.status <> 'streaming' BEGIN
      INSERT INTO messages_fts (rowid, text) VALUES (new.key, new.text);
    END`,
  messages_fts_update_old: `CREATE TRIGGER messages_fts_update_old AFTER UPDATE OF text, status ON messages
    WHEN old.status <> 'streaming' BEGIN
      INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.key, old.text);
    END`,
  messages_fts_update_new: `CREATE TRIGGER messages_fts_update_new AFTER UPDATE OF text, status ON messages
    WHEN new.status <> 'streaming' BEGIN
      INSERT INTO messages_fts (rowid, text) VALUES (new.key, new.text);
    END`,
  messages_fts_delete: `CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
    WHEN old.status <> 'streaming' BEGIN
      INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.key, old.text);
    END`,
  // Passages of attached files, filled by code (db/passages.ts) from the files' content.
  passages_fts: `CREATE VIRTUAL TABLE passages_fts USING fts5(
    text, file_id UNINDEXED, line UNINDEXED, ${TOKENIZER})`,
  passage_sources: `CREATE TABLE passage_sources (
    file_id text PRIMARY KEY, hash text NOT NULL, first_rowid integer NOT NULL, last_rowid integer NOT NULL)`,
  passages_fts_delete: `CREATE TRIGGER passages_fts_delete AFTER DELETE ON passage_sources BEGIN
      DELETE FROM passages_fts WHERE rowid BETWEEN old.first_rowid AND old.last_rowid;
    END`,
  passages_file_delete: `CREATE TRIGGER passages_file_delete AFTER DELETE ON files BEGIN
      DELETE FROM passage_sources WHERE file_id = old.id;
    END`,
};

export const FULL_TEXT_OBJECTS = Object.keys(CREATE);

/** Creates what is missing and rebuilds what does not agree with its table. Safe to run at any time. */
export function ensureFullText(connection: Connection): void {
  const missing = missingObjects(connection);
  if (missing.length === 0) return;
  connection.inTransaction(() => {
    for (const name of missing) connection.script(CREATE[name] ?? '');
    connection.script(`INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')`);
  });
}

/** Compares the index with the messages it was made from, and makes it anew when they differ. */
export function checkFullText(connection: Connection): 'agrees' | 'rebuilt' {
  try {
    connection.script(
      `INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)`,
    );
    return 'agrees';
  } catch {
    connection.script(`INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')`);
    return 'rebuilt';
  }
}

export function missingObjects(connection: Connection): string[] {
  const { rows } = connection.execute({ sql: 'SELECT name FROM sqlite_master', args: [] });
  const present = new Set(rows.map(([name]) => name));
  return FULL_TEXT_OBJECTS.filter((name) => !present.has(name));
}
