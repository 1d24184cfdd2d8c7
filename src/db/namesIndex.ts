import { type Derived, TOKENIZER } from './tokenizer';

/** What has a name that is searched for, in the order of their codes, and the columns with its words. */
export const NAMED = [
  { table: 'chats', columns: ['title'] },
  { table: 'projects', columns: ['name', 'description', 'instructions'] },
  { table: 'files', columns: ['path'] },
] as const;

type NamedTable = (typeof NAMED)[number]['table'];

/** A row in the index of names: `key * CODES + code`. */
const CODES = 4;

const codeOf = (table: NamedTable) => NAMED.findIndex((named) => named.table === table);

/** The key that a table's row has in the index of names. */
export const nameKeyOf = (table: NamedTable, key: number): number => key * CODES + codeOf(table);

/** The same as SQL. */
const nameKey = (table: NamedTable, key: string): string => `${key} * ${CODES} + ${codeOf(table)}`;

/** Whether a key of the index of names is that of a row in this table, as SQL. */
export const namesOf = (table: NamedTable, key: string, row: string): string =>
  `${key} % ${CODES} = ${codeOf(table)} and ${row}.key = ${key} / ${CODES}`;

/**
 * Titles, paths, and what projects say of themselves. Triggers only note which of them changed, whoever changed
 * them; the indexer (db/indexSteps.ts) reads those again, since their further words are made in code.
 */
export function namesIndex(): Record<string, Derived> {
  return {
    names_fts_changed: {
      kind: 'TABLE',
      create: `CREATE TABLE names_fts_changed (key integer PRIMARY KEY)`,
    },
    names_fts: {
      kind: 'TABLE',
      // With the checksum of its text, by which damage is told from a name that was changed.
      create: `CREATE VIRTUAL TABLE names_fts USING fts5(text, terms, checksum UNINDEXED, ${TOKENIZER})`,
    },
    ...Object.fromEntries(
      NAMED.flatMap(({ table, columns }) => [
        trigger(table, 'INSERT', 'new'),
        trigger(table, `UPDATE OF ${columns.join(', ')}`, 'new', differs(columns)),
        trigger(table, 'DELETE', 'old'),
      ]),
    ),
  };
}

const differs = (columns: readonly string[]) =>
  ` WHEN ${columns.map((column) => `old.${column} <> new.${column}`).join(' OR ')}`;

function trigger(table: NamedTable, event: string, row: 'new' | 'old', when = '') {
  const name = `names_fts_${table}_${event.split(' ', 1)[0]?.toLowerCase()}`;
  const key = nameKey(table, `${row}.key`);
  // Not by OR IGNORE: the statement that fires a trigger decides how conflicts in it end.
  const create = `CREATE TRIGGER ${name} AFTER ${event} ON ${table}${when} BEGIN
        INSERT INTO names_fts_changed (key) SELECT ${key}
          WHERE NOT EXISTS (SELECT 1 FROM names_fts_changed WHERE key = ${key});
      END`;
  return [name, { kind: 'TRIGGER', create }] as const;
}

/** After the index was made anew, or nobody noted for a while what changed. */
export const ALL_NAMES_CHANGED = `INSERT OR IGNORE INTO names_fts_changed (key)
  ${NAMED.map(({ table }) => `SELECT ${nameKey(table, 'key')} FROM ${table}`).join(' UNION ALL ')}`;

/** The first names that changed, with their words now; null where one is gone. */
export const CHANGED_NAMES = `SELECT key, CASE key % ${CODES}
  ${NAMED.map(({ table, columns }, code) => {
    const words = columns.join(' || char(10) || ');
    return `WHEN ${code} THEN (SELECT ${words} FROM ${table} WHERE ${table}.key = changed.key / ${CODES})`;
  }).join(' ')} END FROM names_fts_changed changed LIMIT ?`;
