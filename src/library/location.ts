import { readdir, stat } from 'node:fs/promises';
import { homedir } from 'node:os';
import path from 'node:path';
import { UserError } from '../db/userError';

export const LIBRARY_NAME = 'library.db';

/** The folders that VS Code gives us. */
export interface StorageFolders {
  /** Of the workspace; undefined when no folder is open. */
  workspace: string | undefined;
  global: string;
}

/**
 * The library's file for a location: `workspace`, `shared`, or a path. A path that ends in .db is the file itself,
 * any other the folder it is in.
 * @throws {UserError} when it is none of these
 */
export function fileOf(location: string, { workspace, global }: StorageFolders): string {
  const text = location.trim();
  if (text === '' || text === 'workspace') return path.join(workspace ?? global, LIBRARY_NAME);
  if (text === 'shared') return path.join(global, LIBRARY_NAME);
  const full = /^~(?=[\\/]|$)/.test(text) ? path.join(homedir(), text.slice(1)) : text;
  if (!path.isAbsolute(full)) {
    throw new UserError(
      `The library cannot be at “${text}”. Give “workspace”, “shared”, or a path from the root of the disk on.`,
    );
  }
  return /\.db$/i.test(full) ? path.normalize(full) : path.join(full, LIBRARY_NAME);
}

/** What is where a library is to be moved to. */
export type Target = 'free' | 'library' | 'occupied';

const SQLITE_ENDINGS = ['', '-wal', '-shm', '-journal'];

/** A file of ours is never written over; a folder of somebody else's is not made ours. */
export async function targetAt(file: string, location: string): Promise<Target> {
  if (await stat(file).catch(() => undefined)) return 'library';
  const folder = path.dirname(file);
  const names = await readdir(folder).catch(() => [] as string[]);
  const name = path.basename(file);
  if (SQLITE_ENDINGS.some((ending) => names.includes(name + ending))) return 'occupied';
  const isFolder =
    !/\.db$/i.test(location.trim()) && location !== 'shared' && location !== 'workspace';
  return isFolder && names.length > 0 ? 'occupied' : 'free';
}
