import { asc, eq } from 'drizzle-orm';
import type { Db } from './open';
import { requestParts, requests } from './schema';
import type { RequestPartRow, RequestRow } from './shapes';
import { only } from './sqlHelpers';
import { UserError } from './userError';

export type NewRequestPart = Omit<typeof requestParts.$inferInsert, 'requestId' | 'position'>;

/** Written before the request leaves, so that what was sent is known whatever happens to the answer. */
export async function saveRequest(
  db: Db,
  requestId: string,
  sent: Pick<RequestRow, 'temperature' | 'maxTokens'> & Partial<Pick<RequestRow, 'settings'>>,
  parts: NewRequestPart[],
): Promise<void> {
  const rows = parts.map((part, position) => ({ ...part, requestId, position }));
  const inserts = chunks(rows, ROWS_AT_ONCE).map((some) => db.insert(requestParts).values(some));
  await db.batch([db.update(requests).set(sent).where(eq(requests.id, requestId)), ...inserts]);
}

/** SQLite takes at most 32,766 values in one statement. */
const ROWS_AT_ONCE = 1_000;

const chunks = <T>(all: T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(all.length / size) }, (_, i) =>
    all.slice(i * size, (i + 1) * size),
  );

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

/** Says that this request's answer is still being read. */
export async function keepAlive(db: Db, requestId: string): Promise<void> {
  await db.update(requests).set({ aliveAt: new Date() }).where(eq(requests.id, requestId));
}

export async function saveCounted(db: Db, requestId: string, countedTokens: number): Promise<void> {
  await db.update(requests).set({ countedTokens }).where(eq(requests.id, requestId));
}
