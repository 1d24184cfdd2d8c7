import type { Connection } from './connection';
import { ALL_NAMES_CHANGED, namesIndex } from './namesIndex';
import { type Derived, TOKENIZER } from './tokenizer';

/**
 * Full-text tables and their triggers. They follow from the tables of schema.ts and are kept out of
 * drizzle-kit's hands, whose table rebuilds drop triggers without a word.
 *
 * New messages are not indexed as they are written, which would cost as much as writing them, but soon after and
 * before anybody searches (db/indexer.ts). `messages_fts_progress` says how far the index has come; it moves in the
 * transaction that moves the index, so the two always agree. What is below the mark is kept right by triggers; a new
 * message is never below it, because SQLite gives out each key once and in order.
 */
export const INDEXED = '(SELECT last_key FROM messages_fts_progress)';

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
      SELECT key, text, terms FROM messages WHERE status <> 'streaming' AND key <= ${INDEXED}`,
  },
  messages_fts: {
    kind: 'TABLE',
    create: `CREATE VIRTUAL TABLE messages_fts USING fts5(
      text, terms, content = 'messages_indexed', content_rowid = 'key', ${TOKENIZER})`,
  },
  // One trigger for both: two would run in an order of SQLite's choosing, and deleting last unlearns the new words.
  messages_fts_update: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER messages_fts_update AFTER UPDATE OF text, terms, status ON messages
      WHEN new.key <= ${INDEXED} BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text, terms)
          SELECT 'delete', old.key, old.text, old.terms WHERE old.status <> 'streaming';
        INSERT INTO messages_fts (rowid, text, terms)
          SELECT new.key, new.text, new.terms WHERE new.status <> 'streaming';
      END`,
  },
  messages_fts_delete: {
    kind: 'TRIGGER',
    create: `CREATE TRIGGER messages_fts_delete AFTER DELETE ON messages
      WHEN old.status <> 'streaming' AND old.key <= ${INDEXED} BEGIN
        INSERT INTO messages_fts (messages_fts, rowid, text, terms)
          VALUES ('delete', old.key, old.text, old.terms);
      END`,
  },
  // Passages of attached files, filled by code (db/passages.ts) from the files' content.
  passages_fts: {
    kind: 'TABLE',
    create: `CREATE VIRTUAL TABLE passages_fts USING fts5(
      text, terms, file_id UNINDEXED, line UNINDEXED, ${TOKENIZER})`,
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
  ...namesIndex(),
};
/** One without the other is worth nothing: they are made anew together and filled again. */
const PAIRS = [
  ['messages_fts_progress', 'messages_fts'],
  ['passage_sources', 'passages_fts'],
  ['names_fts_changed', 'names_fts'],
];

export const FULL_TEXT_OBJECTS = Object.keys(DERIVED);

/** What earlier versions made and this one does without. */
const FORMER = [{ name: 'messages_fts_insert', kind: 'TRIGGER' }];

/**
 * Takes triggers and views out of a migration's way: SQLite refuses to rename a table that a view refers to.
 * The indexes stay; `ensureFullText` brings the rest back.
 */
export function setFullTextAside(connection: Connection): void {
  const present = Object.entries(DERIVED).map(([name, { kind }]) => ({ name, kind }));
  for (const { name, kind } of [...present, ...FORMER]) {
    if (kind !== 'TABLE') connection.script(`DROP ${kind} IF EXISTS ${name}`);
  }
}

/** Makes what is missing or was made by other rules. Runs in the transaction that is open, else in one of its own. */
export function ensureFullText(connection: Connection): void {
  if (outdatedObjects(connection).length === 0) return;
  connection.inTransaction(() => {
    const outdated = outdatedObjects(connection);
    for (const name of outdated) renew(connection, name);
    if (outdated.some((name) => name.startsWith('names_fts'))) connection.script(ALL_NAMES_CHANGED);
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
