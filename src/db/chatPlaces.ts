import { eq, type SQL, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, projects } from './schema';
import type { ChatRow, Shelf } from './shapes';
import { only } from './sqlHelpers';
import { UserError } from './userError';

/** Where a chat is: what arranging changes, and what undoing brings back. */
export type ChatPlace = Pick<ChatRow, 'id' | 'projectId' | 'shelf' | 'shelvedAt' | 'pinned'>;
export type Arrangement =
  Pick<ChatRow, 'projectId'> | Pick<ChatRow, 'shelf'> | Pick<ChatRow, 'pinned'>;

/** What is being deleted for good has this for its `shelvedAt`: it is in no list, and does not come back. */
export const ERASED = new Date(0);

const placed = {
  id: chats.id,
  projectId: chats.projectId,
  shelf: chats.shelf,
  shelvedAt: chats.shelvedAt,
  pinned: chats.pinned,
};
const kept = sql`${chats.shelvedAt} is not 0`;

/** As one value, because a statement takes a bounded number of them. */
export const oneOf = (ids: readonly string[]): SQL =>
  sql`(select value from json_each(${JSON.stringify(ids)}))`;

/**
 * Moves, pins or shelves chats in one transaction. Returns where they were.
 * @throws {UserError} when none of them is in the library
 */
export async function arrangeChats(
  db: Db,
  chatIds: readonly string[],
  change: Arrangement,
): Promise<ChatPlace[]> {
  const which = sql`${chats.id} in ${oneOf(chatIds)} and ${kept}`;
  const values =
    'shelf' in change
      ? { ...change, shelvedAt: change.shelf === 'active' ? null : new Date() }
      : change;
  const [before] = await db.batch([
    db.select(placed).from(chats).where(which),
    db.update(chats).set(values).where(which),
  ]);
  if (before.length > 0) return before;
  throw new UserError(
    chatIds.length === 1
      ? 'This chat is no longer in the library.'
      : 'These chats are no longer in the library.',
  );
}

/** Puts chats back where they were, in one transaction; those deleted for good meanwhile stay gone. */
export async function putBack(db: Db, places: readonly ChatPlace[]): Promise<void> {
  const json = JSON.stringify(
    places.map((place) => ({ ...place, shelvedAt: place.shelvedAt?.getTime() ?? null })),
  );
  await db.run(sql`update ${chats} set
      project_id = was.value ->> 'projectId', shelf = was.value ->> 'shelf',
      shelved_at = was.value ->> 'shelvedAt', pinned = was.value ->> 'pinned'
    from json_each(${json}) was
    where ${chats.id} = was.value ->> 'id' and ${kept}`);
}

/** Of a chat and its project, or of a project alone: at a cost that does not grow, for every message asks. */
export async function shelvesAt(
  db: Db,
  { projectId, chatId }: { projectId: string | null; chatId: string | null },
): Promise<{ projectId: string; project: Shelf; chat: Shelf | null }> {
  const rows = await db
    .select({ projectId: projects.id, project: projects.shelf, chat: chats.shelf })
    .from(projects)
    .leftJoin(chats, eq(chats.id, chatId ?? ''))
    .where(chatId === null ? eq(projects.id, projectId ?? '') : eq(projects.id, chats.projectId));
  return only(rows, () => new UserError('This chat is no longer in the library.'));
}
