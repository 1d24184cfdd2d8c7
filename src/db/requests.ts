import { asc, eq, inArray } from 'drizzle-orm';
import type { Db } from './open';
import { requestParts, requests } from './schema';
import type { RequestPartRow, RequestRow } from './shapes';
import { only } from './sqlHelpers';
import { UserError } from './userError';

export type NewRequest = typeof requests.$inferInsert & { id: string };
export type NewRequestPart = Omit<typeof requestParts.$inferInsert, 'requestId' | 'position'>;

/** Written before the request leaves, so that what was sent is known whatever happens to the answer. */
export async function saveRequest(
  db: Db,
  request: NewRequest,
  parts: NewRequestPart[],
): Promise<void> {
  const insert = db.insert(requests).values(request);
  if (parts.length === 0) return void (await insert);
  const rows = parts.map((part, position) => ({ ...part, requestId: request.id, position }));
  await db.batch([insert, db.insert(requestParts).values(rows)]);
}

/** @throws {UserError} when there is no such receipt */
export async function getReceipt(
  db: Db,
  requestId: string,
): Promise<{ request: RequestRow; parts: RequestPartRow[] }> {
  const [request, parts] = await db.batch([
    db.select().from(requests).where(eq(requests.id, requestId)),
    db
      .select()
      .from(requestParts)
      .where(eq(requestParts.requestId, requestId))
      .orderBy(asc(requestParts.position)),
  ]);
  return {
    request: only(request, () => new UserError('This receipt is no longer in the library.')),
    parts,
  };
}

/** Says that these requests are still being read by this process. */
export async function keepAlive(db: Db, requestIds: string[]): Promise<void> {
  if (requestIds.length === 0) return;
  await db.update(requests).set({ aliveAt: new Date() }).where(inArray(requests.id, requestIds));
}
