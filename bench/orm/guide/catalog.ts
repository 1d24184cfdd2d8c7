import type Database from 'libsql';

type Row = Record<string, unknown>;

/** What a database says of its tables, in an order and a spelling that do not depend on who made them. */
export function catalogOf(db: Database.Database): Record<string, unknown> {
  const tables = rows(
    db,
    `SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return Object.fromEntries(
    tables.map(({ name, sql }) => [
      String(name),
      {
        numbersAreNeverUsedAgain: /\bAUTOINCREMENT\b/i.test(String(sql)),
        checks: String(sql).match(/\bCHECK\b/gi)?.length ?? 0,
        columns: columnsOf(db, String(name)),
        indexes: indexesOf(db, String(name)),
        references: referencesOf(db, String(name)),
      },
    ]),
  );
}

function columnsOf(db: Database.Database, table: string) {
  return rows(db, `PRAGMA table_xinfo("${table}")`).map(
    ({ name, type, notnull, dflt_value, pk, hidden }) => {
      const declared = String(type).toUpperCase();
      // Such a column is the row's number: it is never null, whether that is written down or not.
      const isRowNumber = declared === 'INTEGER' && pk === 1;
      const mayBeNull = notnull === 0 && !isRowNumber;
      return { name, type: declared, mayBeNull, default: dflt_value, key: pk, hidden };
    },
  );
}

function indexesOf(db: Database.Database, table: string) {
  return rows(db, `PRAGMA index_list("${table}")`)
    .map(({ name, unique, origin, partial }) => ({
      // SQLite makes up the names of those that come with a key.
      name: origin === 'c' ? name : origin,
      unique,
      partial,
      columns: rows(db, `PRAGMA index_xinfo("${String(name)}")`)
        .filter(({ key }) => key === 1)
        .map((column) => ({
          name: column['name'],
          descending: column['desc'],
          collation: column['coll'],
        })),
    }))
    .sort((a, b) => String(a.name).localeCompare(String(b.name)));
}

const referencesOf = (db: Database.Database, table: string) =>
  rows(db, `PRAGMA foreign_key_list("${table}")`)
    .map((row) => ({
      from: row['from'],
      table: row['table'],
      to: row['to'],
      onUpdate: row['on_update'],
      onDelete: row['on_delete'],
      match: row['match'],
    }))
    .sort((a, b) => String(a.from).localeCompare(String(b.from)));

const rows = (db: Database.Database, sql: string): Row[] => db.prepare(sql).all() as Row[];
