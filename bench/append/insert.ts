import Database from 'libsql';

export const INSERT = `INSERT INTO messages (id, chat_id, parent_id, role, text, checksum, created_at)
  VALUES (?, ?, ?, ?, ?, ?, ?)`;
export type Values = [string, string, string | null, string, string, number, number];

/** The same tables and indexes as ours, without full-text. */
export function openBare(file: string): Database.Database {
  const db = new Database(file);
  db.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -4000');
  const triggers = db.prepare(`SELECT name FROM sqlite_master WHERE type = 'trigger'`).all([]) as {
    name: string;
  }[];
  for (const { name } of triggers) db.exec(`DROP TRIGGER ${name}`);
  return db;
}

export function inserter(db: Database.Database): (values: Values) => void {
  const insert = db.prepare(INSERT);
  return (values) => {
    db.exec('BEGIN IMMEDIATE');
    insert.run(values);
    db.exec('COMMIT');
  };
}
