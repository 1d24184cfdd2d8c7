import { and, eq, inArray, isNotNull, sql } from 'drizzle-orm';
import { RELEASED, type RequestFigures, withChecksumThroughout } from './answers';
import { isNewestRequest, wholeReasoning, wholeText } from './messages';
import type { Db } from './open';
import { messages, pieces, requests } from './schema';
import { extraTerms } from './searchTerms';

/** Streaming answers with who is said to be reading them. */
export const listStreaming = (db: Db) =>
  db
    .select({
      messageId: messages.id,
      chatId: messages.chatId,
      owner: requests.owner,
      aliveAt: requests.aliveAt,
    })
    .from(messages)
    .leftJoin(requests, isNewestRequest)
    .where(eq(messages.status, 'streaming'));

/** A request whose process died, with what had come of its answer. */
export interface Abandoned {
  requestId: string;
  model: string;
  /** Null when nothing had come. */
  countedTokens: number | null;
  received: string;
}

export const listAbandoned = (db: Db, messageIds: string[]): Promise<Abandoned[]> =>
  db
    .select({
      requestId: requests.id,
      model: requests.model,
      countedTokens: requests.countedTokens,
      received: sql<string>`coalesce((select group_concat(text, '') from ${pieces}
        where message_id = ${requests.messageId}), '')`,
    })
    .from(requests)
    .where(and(inArray(requests.messageId, messageIds), isNotNull(requests.owner)));

/**
 * Keeps what had arrived of answers whose process died, and what it is estimated to have cost. An answer that has
 * ended meanwhile stays as it is.
 */
export async function markInterrupted(
  db: Db,
  messageIds: string[],
  bills: { requestId: string; figures: RequestFigures }[] = [],
): Promise<void> {
  if (messageIds.length === 0) return;
  const isAbandoned = and(inArray(requests.messageId, messageIds), isNotNull(requests.owner));
  const isStreaming = and(inArray(messages.id, messageIds), eq(messages.status, 'streaming'));
  await db.transaction(async (tx) => {
    for (const { requestId, figures } of bills) {
      await tx
        .update(requests)
        .set(figures)
        .where(and(eq(requests.id, requestId), isAbandoned));
    }
    await tx
      .update(requests)
      .set({ ...RELEASED, owner: null, aliveAt: null })
      .where(isAbandoned);
    const answers = await tx
      .select({ id: messages.id, text: wholeText, reasoning: wholeReasoning })
      .from(messages)
      .where(isStreaming);
    for (const { id, ...words } of answers) {
      const written = { ...withChecksumThroughout(words), terms: extraTerms(words.text) };
      await tx
        .update(messages)
        .set({ ...written, status: 'interrupted' })
        .where(eq(messages.id, id));
    }
    await tx.delete(pieces).where(inArray(pieces.messageId, messageIds));
  });
}
