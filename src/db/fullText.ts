import type { Connection } from './connection';

/**
 * Full-text tables and their triggers. They follow from the tables of schema.ts and are kept out of
 * drizzle-kit's hands, whose table rebuilds drop triggers without a word.
 */
const TOKENIZER = `tokenize = 'porter unicode61 remove_diacritics 2', prefix = '2 3'`;

interface Derived {
  kind: 'TABLE' | 'VIEW' | 'TRIGGER';
  create: string;
}

/**
 * New messages are not indexed as they are written, which would cost as much as writing them, but soon after and
 * before anybody searches (db/indexer.ts). `messages_fts_progress` says how far the index has come; it moves in the
 * transaction that moves the index, so the two always agree. What is below the mark is kept right by triggers.
 */
const INDEXED = '(SELECT last_key FROM messages_fts_progress)';

/** In the order in which they are made. */
const DERIVED: Record<string, Derived> = {
  messages_fts_progress: {
    kind: 'TABLE',
    create: `CREATE TABLE messages_fts_progress (last_key integer NOT NULL)`,
  },
  // A streaming answer is indexed once, when it has ended.
  messages_indexed: {
    kind: 'VIEW',
    create: `CREATE VIEW messages_indexed AS
      SELECT key, text FROM messages WHERE status <> 'streaming' AND key <= ${INDEXED}`,
  },
  messages_fts: {
    kind: 'TABLE',
    create: `CREATE VIRTUAL TABLE messages_fts USING fts5(
      text, content = 'messages_indexed', content_rowid = 'key', ${TOKENIZER})`,
  },
  messages_fts_insert: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER messages_fts_insert AFTER INSERT ON messages
      WHEN new.status <> 'streaming' AND new.key <= ${INDEXED} BEGIN
        INSERT INTO messages_fts (rowid, text) VALUES (new.key, new.text);
      END`,
  },
  // One trigger for both: two would run in an order of SQLite's choosing, and deleting last unlearns the new words.
  messages_fts_update: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER messages_fts_update AFTER UPDATE OF text, status ON messages
      WHEN new.key <= ${INDEXED} BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text)
          SELECT 'delete', old.key, old.text WHERE old.status <> 'streaming';
        INSERT INTO messages_fts (rowid, text)
          SELECT new.key, new.text WHERE new.status <> 'streaming';
      END`,
  },
  messages_fts_delete: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
      WHEN old.status <> 'streaming' AND old.key <= ${INDEXED} BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text) VALUES ('delete', old.key, old.text);
      END`,
  },
  // Passages of attached files, filled by code (db/passages.ts) from the files' content.
  passages_fts: {
    kind: 'TABLE',
    create: `CREATE VIRTUAL TABLE passages_fts USING fts5(
      text, file_id UNINDEXED, line UNINDEXED, ${TOKENIZER})`,
  },
  passage_sources: {
    kind: 'TABLE',
    create: `CREATE TABLE passage_sources (
      file_id text PRIMARY KEY, hash text NOT NULL, first_rowid integer NOT NULL, last_rowid integer NOT NULL)`,
  },
  passages_fts_delete: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER passages_fts_delete AFTER DELETE ON passage_sources BEGIN
        DELETE FROM passages_fts WHERE rowid BETWEEN old.first_rowid AND old.last_rowid;
      END`,
  },
  passages_file_delete: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER passages_file_delete AFTER DELETE ON files BEGIN
        DELETE FROM passage_sources WHERE file_id = old.id;
      END`,
  },
};
/** One without the other is worth nothing: they are made anew together and filled again. */
const PAIRS = [
  ['messages_fts_progress', 'messages_fts'],
  ['passage_sources', 'passages_fts'],
];

export const FULL_TEXT_OBJECTS = Object.keys(DERIVED);

/**
 * Takes triggers and views out of a migration's way: SQLite refuses to rename a table that a view refers to.
 * The indexes stay; `ensureFullText` brings the rest back.
 */
export function setFullTextAside(connection: Connection): void {
  for (const [name, { kind }] of Object.entries(DERIVED)) {
    if (kind !== 'TABLE') connection.script(`DROP ${kind} IF EXISTS ${name}`);
  }
}

/** Makes what is missing or was made by other rules. Runs in the transaction that is open, else in one of its own. */
export function ensureFullText(connection: Connection): void {
  if (outdatedObjects(connection).length === 0) return;
  connection.inTransaction(() => {
    const outdated = outdatedObjects(connection);
    for (const name of outdated) renew(connection, name);
    if (outdated.length > 0) checkFullText(connection);
  });
}

function renew(connection: Connection, name: string): void {
  const derived = DERIVED[name];
  if (!derived) return;
  connection.script(`DROP ${derived.kind} IF EXISTS ${name}`);
  connection.script(derived.create);
  if (name === 'messages_fts_progress') connection.script(`INSERT INTO ${name} VALUES (0)`);
}

/** How many messages are indexed in one go: what else the library is asked meanwhile waits. */
const STRIDE = 2_000;

export function isIndexBehind(connection: Connection): boolean {
  const sql = `SELECT 1 FROM messages WHERE key > ${INDEXED} LIMIT 1`;
  return connection.execute({ sql, args: [] }).rows.length > 0;
}

/** Takes the index some messages further. In the transaction that is open. */
export function advanceIndex(connection: Connection): void {
  const upTo = `(SELECT max(key) FROM (
    SELECT key FROM messages WHERE key > ${INDEXED} ORDER BY key LIMIT ${STRIDE}))`;
  connection.script(`INSERT INTO messages_fts (rowid, text) SELECT key, text FROM messages
    WHERE key > ${INDEXED} AND key <= ${upTo} AND status <> 'streaming' ORDER BY key`);
  connection.script(
    `UPDATE messages_fts_progress SET last_key = ${upTo} WHERE ${upTo} IS NOT NULL`,
  );
}

/** Compares the index with the messages it was made from, and makes it anew when they differ. */
export function checkFullText(connection: Connection): 'agrees' | 'rebuilt' {
  try {
    connection.script(
      `INSERT INTO messages_fts (messages_fts, rank) VALUES ('integrity-check', 1)`,
    );
    return 'agrees';
  } catch (error) {
    if (!isDisagreement(error)) throw error;
    connection.script(`INSERT INTO messages_fts (messages_fts) VALUES ('rebuild')`);
    return 'rebuilt';
  }
}

const isDisagreement = (error: unknown) =>
  error instanceof Error && 'code' in error && error.code === 'SQLITE_CORRUPT_VTAB';

export function outdatedObjects(connection: Connection): string[] {
  const { rows } = connection.execute({ sql: 'SELECT name, sql FROM sqlite_master', args: [] });
  const present = new Map(rows.map(([name, sql]) => [name, sql]));
  const isOutdated = (name: string) => present.get(name) !== DERIVED[name]?.create;
  const pairs = PAIRS.filter((pair) => pair.some(isOutdated)).flat();
  return FULL_TEXT_OBJECTS.filter((name) => isOutdated(name) || pairs.includes(name));
}
