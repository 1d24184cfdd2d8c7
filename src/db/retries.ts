import { and, eq, ne, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, messages, projects, type Problem } from './schema';

const isWaiting = and(
  eq(messages.status, 'failed'),
  sql`${messages.problem} ->> '$.retryAt' is not null`,
);

/**
 * Ends the wait of a failed answer that is to be asked for again. Resolves to whether it was waiting: of several
 * windows that end the same wait, only one is told so, and only that one may ask.
 */
export async function takeRetry(db: Db, messageId: string): Promise<boolean> {
  const taken = await db
    .update(messages)
    .set({ problem: sql`json_remove(${messages.problem}, '$.retryAt')` })
    .where(and(eq(messages.id, messageId), isWaiting))
    .returning({ id: messages.id });
  return taken.length > 0;
}

/** The answer that waits at the end of the chat's branch on show, in whichever window. */
export async function waitingLeaf(db: Db, chatId: string): Promise<string | undefined> {
  const rows = await db
    .select({ id: messages.id })
    .from(chats)
    .innerJoin(messages, eq(messages.id, chats.leafId))
    .where(and(eq(chats.id, chatId), isWaiting));
  return rows[0]?.id;
}

/** Why an answer that failed is not asked for again. */
export async function setProblem(db: Db, messageId: string, problem: Problem): Promise<void> {
  await db.update(messages).set({ problem }).where(eq(messages.id, messageId));
}

/** The chats of a project whose answers wait to be asked for again, in whichever window. */
export async function waitingChats(db: Db, projectId: string): Promise<string[]> {
  const rows = await db
    .select({ id: chats.id })
    .from(chats)
    .innerJoin(messages, eq(messages.id, chats.leafId))
    .where(and(eq(chats.projectId, projectId), isWaiting));
  return rows.map(({ id }) => id);
}

/** Whether the chat's branch on show still ends with this answer, and neither it nor its project was deleted. */
export async function isStillAsked(db: Db, chatId: string, messageId: string): Promise<boolean> {
  const rows = await db
    .select({ id: chats.id })
    .from(chats)
    .innerJoin(projects, eq(projects.id, chats.projectId))
    .where(
      and(
        ...[eq(chats.id, chatId), eq(chats.leafId, messageId)],
        ...[ne(chats.shelf, 'trashed'), ne(projects.shelf, 'trashed')],
      ),
    );
  return rows.length > 0;
}
