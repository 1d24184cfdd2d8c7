import Database from 'libsql';

export interface Column {
  name: string;
  /** As declared, in lower case. */
  type: string;
}

/** The columns of a table as a library made it, in the order of its rows' values. */
export function columnsIn(sql: string): Column[] | null {
  const scratch = new Database(':memory:');
  try {
    scratch.exec(sql);
    const name = String(scratch.prepare('SELECT name FROM sqlite_master').raw(true).all([])[0]);
    const info = scratch.prepare(`PRAGMA table_info("${name}")`).raw(true).all([]) as unknown[][];
    return info.map(([, column, type]) => ({
      name: String(column),
      type: String(type).toLowerCase(),
    }));
  } catch {
    return null;
  } finally {
    scratch.close();
  }
}
