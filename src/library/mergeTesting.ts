import path from 'node:path';
import Database from 'libsql';
import { expect } from 'vitest';
import { bundleProgram, MIGRATIONS, temporaryFolder } from '../db/testing';
import { createMaintenance } from './maintenance';

export const run = createMaintenance(await bundleProgram('src/library/maintenanceWorker.ts'));

/** Whatever is merged, none of it is taken for damage. */
export async function merge(file: string, from: string) {
  const merged = await run('merge', { file, from, migrationsFolder: MIGRATIONS, journal: 'wal' });
  expect(await run('check', { file })).toBeNull();
  return merged;
}

export const newFile = () => path.join(temporaryFolder(), 'library.db');

export type Row = Record<string, unknown>;
export const TABLES = [
  'users',
  'projects',
  'project_folders',
  'blobs',
  'files',
  'chats',
  'messages',
  'images',
  'pieces',
  'requests',
  'request_parts',
  'erased_usage',
];

export function dump(file: string): Record<string, Row[]> {
  const db = new Database(file);
  const rows = Object.fromEntries(
    TABLES.map((table) => [
      table,
      db.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all() as Row[],
    ]),
  );
  db.close();
  return rows;
}
