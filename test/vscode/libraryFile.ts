import { globSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type Libsql from 'libsql';

const Database = createRequire(import.meta.url)('libsql') as typeof Libsql;

/** The one library below a VS Code's user data. */
export function libraryIn(userDataDir: string): string {
  const files = globSync('**/better-gpt.better-gpt/library.db', { cwd: userDataDir });
  const [file] = files;
  if (files.length !== 1 || !file) throw new Error(`Expected one library, found: ${files.join()}`);
  return join(userDataDir, file);
}

/** Reads the file itself, past our own code. */
export function readLibrary<Row>(file: string, sql: string): Row[] {
  const db = new Database(file, { timeout: 5_000 });
  try {
    return db.prepare(sql).all([]) as Row[];
  } finally {
    db.close();
  }
}

/** Writes to the file itself, past our own code. */
export function changeLibrary(file: string, sql: string): void {
  const db = new Database(file, { timeout: 5_000 });
  try {
    db.exec(sql);
  } finally {
    db.close();
  }
}
