import { setTimeout as delay } from 'node:timers/promises';
import { and, eq, inArray, lte, sql } from 'drizzle-orm';
import { ERASED, oneOf } from './chatPlaces';
import type { Db } from './open';
import { blobs, chats, files, images, messages, projects, requestParts } from './schema';
import { foldUsage } from './usage';

/** What one step deletes at most, so that everybody else's work gets its turn between two. */
const MESSAGES = 100;
const MESSAGE_BYTES = 256 * 1024;
const CHATS = 100;
const FILES = 5;
const BLOBS = 20;
/** What one step reads at most. */
const HASHES = 5_000;
const PARTS = 10_000;

/** Rests as long as the step took: half of the time is everybody else's. */
async function step<T>(work: () => Promise<T>): Promise<T> {
  const begun = performance.now();
  const result = await work();
  await delay(performance.now() - begun);
  return result;
}

/**
 * Deletes what `markForErasing` marked, and then the contents that nothing needs any more. It may end at any moment;
 * the next call goes on. Returns how many chats and projects it deleted.
 */
export async function eraseMarked(db: Db): Promise<{ projects: number; chats: number }> {
  const erased = { projects: 0, chats: 0 };
  const isMarked = and(eq(projects.shelf, 'trashed'), eq(projects.shelvedAt, ERASED));
  const marked = db.select({ id: projects.id }).from(projects).where(isMarked);
  const doomed = sql`(${chats.shelf} = 'trashed' and ${chats.shelvedAt} = 0)
    or ${inArray(chats.projectId, marked)}`;
  for (;;) {
    const found = await db.select({ id: chats.id }).from(chats).where(doomed).limit(CHATS);
    if (found.length === 0) break;
    const ids = found.map(({ id }) => id);
    await eraseMessages(db, ids);
    await step(() => db.delete(chats).where(sql`${chats.id} in ${oneOf(ids)}`));
    erased.chats += ids.length;
  }
  for (const { id } of await marked) {
    await eraseFiles(db, id);
    await step(() => db.delete(projects).where(eq(projects.id, id)));
    erased.projects += 1;
  }
  if (erased.chats + erased.projects > 0) await sweepBlobs(db);
  return erased;
}

/** With their pieces, receipts and words in the index, which follow them. What they cost stays. */
async function eraseMessages(db: Db, chatIds: string[]): Promise<void> {
  const size = sql<number>`octet_length(${messages.text}) + octet_length(${messages.reasoning})`;
  const isDoomed = sql`${messages.chatId} in ${oneOf(chatIds)}`;
  const next = () =>
    db.select({ key: messages.key, size }).from(messages).where(isDoomed).limit(MESSAGES);
  for (let rows = await next(); rows.length > 0; rows = await next()) {
    const keys = withinBytes(rows).map(({ key }) => key);
    await step(() =>
      db.batch([db.run(foldUsage(keys)), db.delete(messages).where(inArray(messages.key, keys))]),
    );
  }
}

/** The first of them, and as many more as are not too much together. */
function withinBytes<T extends { size: number }>(rows: T[]): T[] {
  let bytes = 0;
  return rows.filter(({ size }, i) => (bytes += size) <= MESSAGE_BYTES || i === 0);
}

async function eraseFiles(db: Db, projectId: string): Promise<void> {
  const next = () =>
    db.select({ key: files.key }).from(files).where(eq(files.projectId, projectId)).limit(FILES);
  for (let rows = await next(); rows.length > 0; rows = await next()) {
    const keys = rows.map(({ key }) => key);
    await step(() => db.delete(files).where(inArray(files.key, keys)));
  }
}

/** Deletes the contents that no attachment, picture or receipt has. */
export async function sweepBlobs(db: Db): Promise<number> {
  const unused = await allHashes(db);
  const last: Last = { part: await newest(db, requestParts), image: await newest(db, images) };
  const use = (hash: string) => unused.delete(hash);
  await forEachUsed(db, requestParts, last.part, use);
  await forEachUsed(db, images, last.image, use);

  let deleted = 0;
  const hashes = [...unused];
  for (let i = 0; i < hashes.length; i += BLOBS) {
    const candidates = hashes.slice(i, i + BLOBS);
    const rows = await step(() => deleteUnused(db, candidates, last));
    deleted += rows.length;
  }
  return deleted;
}

/** The newest rows when the sweep began. */
interface Last {
  part: number;
  image: number;
}
type Using = typeof requestParts | typeof images;

async function newest(db: Db, table: Using): Promise<number> {
  const [row] = await db.all<{ id: number | null }>(sql`select max(rowid) as id from ${table}`);
  return row?.id ?? 0;
}

async function allHashes(db: Db): Promise<Set<string>> {
  const all = new Set<string>();
  let after = '';
  for (;;) {
    const rows = await step(() =>
      db
        .select({ hash: blobs.hash })
        .from(blobs)
        .where(sql`${blobs.hash} > ${after}`)
        .orderBy(blobs.hash)
        .limit(HASHES),
    );
    for (const { hash } of rows) all.add(hash);
    after = rows.at(-1)?.hash ?? '';
    if (rows.length < HASHES) return all;
  }
}

async function forEachUsed(
  db: Db,
  table: Using,
  last: number,
  use: (hash: string) => void,
): Promise<void> {
  for (let from = 0; from < last; from += PARTS) {
    const rows = await step(() =>
      db.all<{ hash: string }>(sql`select distinct hash from ${table}
        where rowid > ${from} and rowid <= ${from + PARTS} and hash is not null`),
    );
    for (const { hash } of rows) use(hash);
  }
}

/** Looked at once more, in the same transaction: something may have come to need them meanwhile. */
const deleteUnused = (db: Db, candidates: string[], last: Last) =>
  db
    .delete(blobs)
    .where(
      and(
        inArray(blobs.hash, candidates),
        lte(blobs.createdAt, new Date(Date.now() - FRESH)),
        sql`${blobs.hash} not in (select hash from ${files} where hash is not null
          union select seen_hash from ${files} where seen_hash is not null
          union select hash from ${images} where rowid > ${last.image}
          union select hash from ${requestParts} where rowid > ${last.part} and hash is not null)`,
      ),
    )
    .returning({ hash: blobs.hash });

/** What was stored a moment ago may be on its way to the attachment or receipt that it is for, in milliseconds. */
const FRESH = 60_000;
