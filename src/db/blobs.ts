import { createHash } from 'node:crypto';
import { eq, inArray } from 'drizzle-orm';
import type { Db } from './open';
import { blobs } from './schema';

/** SHA-256, lower-case hex: the name of a content everywhere in the library. */
export const hashOf = (content: string | Uint8Array): string =>
  createHash('sha256').update(content).digest('hex');

/** Keeps contents by their hash; what is there already is not sent to the database again. */
export async function keepBlobs(db: Db, contents: Map<string, Uint8Array>): Promise<void> {
  const hashes = [...contents.keys()];
  if (hashes.length === 0) return;
  // Touched, so that the trash does not sweep away what is about to be referred to again.
  const known = await db
    .update(blobs)
    .set({ createdAt: new Date() })
    .where(inArray(blobs.hash, hashes))
    .returning({ hash: blobs.hash });
  const present = new Set(known.map(({ hash }) => hash));
  for (const [hash, content] of contents) {
    if (present.has(hash)) continue;
    await db
      .insert(blobs)
      .values({ hash, content: Buffer.from(content) })
      .onConflictDoNothing();
  }
}

/** What is not what was kept any more is returned as it is, and told of. */
export async function readBlob(db: Db, hash: string): Promise<Uint8Array | undefined> {
  const rows = await db.select({ content: blobs.content }).from(blobs).where(eq(blobs.hash, hash));
  const content = rows[0]?.content;
  if (content && hashOf(content) !== hash) {
    db.$client.guard.noticeOnce(`The content ${hash} has changed.`);
  }
  return content;
}
