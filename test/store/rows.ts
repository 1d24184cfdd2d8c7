import Database from 'libsql';

type Row = Record<string, unknown>;
/** Every row of every table that is not derived from others, by table. */
export type Contents = Record<string, Row[]>;

const DERIVED = /^(sqlite_|__drizzle|messages_fts|names_fts|passages_fts|passage_sources)/;
const ROWS_PER_TABLE = 3;

export function contentsOf(file: string): Contents {
  const db = new Database(file);
  const contents = Object.fromEntries(
    tablesOf(db).map((table) => [table, db.prepare(`SELECT * FROM "${table}"`).all() as Row[]]),
  );
  db.close();
  return contents;
}

/** Puts rows into every table, whatever the schema of the day is: what must be given is given. */
export function fillEveryTable(file: string): void {
  const db = new Database(file);
  // References are to ids that are the same in every table, so the order of tables does not matter.
  db.exec('PRAGMA foreign_keys = OFF; BEGIN IMMEDIATE');
  for (const table of tablesOf(db)) {
    for (let n = 1; n <= ROWS_PER_TABLE; n++) insertRow(db, table, n);
  }
  db.exec('COMMIT');
  db.close();
}

function tablesOf(db: Database.Database): string[] {
  const rows = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'table'`).all() as Row[];
  return rows.map(({ name }) => String(name)).filter((name) => !DERIVED.test(name));
}

/** What a check asks for, beside what must be given. */
const CHECKED = new Map([['images', 'message_id']]);

function insertRow(db: Database.Database, table: string, n: number): void {
  const columns = db.prepare(`PRAGMA table_info("${table}")`).all() as Row[];
  const given = columns.filter(
    ({ name, dflt_value, notnull, pk }) =>
      CHECKED.get(table) === name ||
      (name !== 'key' && dflt_value === null && (notnull === 1 || Number(pk) > 0)),
  );
  const names = given.map(({ name }) => `"${String(name)}"`).join(', ');
  const values = given.map(({ type }) => (type === 'text' ? `id ${n}` : n));
  const holes = given.map(() => '?').join(', ');
  db.prepare(`INSERT OR IGNORE INTO "${table}" (${names}) VALUES (${holes})`).run(values);
}
