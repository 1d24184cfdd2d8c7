import { asc, eq, inArray, sql } from 'drizzle-orm';
import type { Db } from './open';
import { blobs, files } from './schema';
import type { FileRow } from './shapes';
import { only } from './sqlHelpers';
import { UserError } from './userError';

const notFound = () => new UserError('This file is no longer attached.');

export const listFiles = (db: Db, projectId: string): Promise<FileRow[]> =>
  db.select().from(files).where(eq(files.projectId, projectId)).orderBy(asc(files.key));

export async function getFile(db: Db, fileId: string): Promise<FileRow> {
  return only(await db.select().from(files).where(eq(files.id, fileId)), notFound);
}

/** What is attached already stays as it is. Returns the uris that are new. */
export async function attachFiles(
  db: Db,
  projectId: string,
  attached: { uri: string; path: string; mode?: FileRow['mode'] | undefined }[],
): Promise<string[]> {
  if (attached.length === 0) return [];
  const rows = await db
    .insert(files)
    .values(attached.map(({ uri, path, mode = 'live' }) => ({ projectId, uri, path, mode })))
    .onConflictDoNothing()
    .returning({ uri: files.uri });
  return rows.map(({ uri }) => uri);
}

export async function detachFile(db: Db, fileId: string): Promise<FileRow> {
  return only(await db.delete(files).where(eq(files.id, fileId)).returning(), notFound);
}

/** Puts back what `detachFile` took away, its id included. Contents that were swept meanwhile are read again. */
export async function restoreFile(db: Db, row: FileRow): Promise<void> {
  const ifKept = (hash: string | null) =>
    sql`(select ${blobs.hash} from ${blobs} where ${blobs.hash} = ${hash})`;
  const values = { ...row, hash: ifKept(row.hash), seenHash: ifKept(row.seenHash) };
  await db.insert(files).values(values).onConflictDoNothing();
}

export async function setFileMode(db: Db, fileId: string, mode: FileRow['mode']): Promise<FileRow> {
  return only(
    await db.update(files).set({ mode }).where(eq(files.id, fileId)).returning(),
    notFound,
  );
}

/** What was read of files just now. */
export async function setFileHashes(db: Db, read: { row: FileRow; hash: string }[]): Promise<void> {
  for (const { row, hash } of read) {
    if (row.hash !== hash) await db.update(files).set({ hash }).where(eq(files.id, row.id));
  }
}

/** A model has now seen what was last read of these files. */
export async function markSeen(db: Db, fileIds: string[]): Promise<void> {
  if (fileIds.length === 0) return;
  await db
    .update(files)
    .set({ seenHash: sql`${files.hash}` })
    .where(inArray(files.id, fileIds));
}
