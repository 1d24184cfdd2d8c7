import { and, eq, inArray, isNotNull, isNull, ne, sql } from 'drizzle-orm';
import { RELEASED, type RequestFigures } from './answers';
import { checksumOf } from './checksum';
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
  await db.batch([
    ...bills.map(({ requestId, figures }) =>
      db
        .update(requests)
        .set(figures)
        .where(and(eq(requests.id, requestId), isAbandoned)),
    ),
    db
      .update(requests)
      .set({ ...RELEASED, owner: null, aliveAt: null })
      .where(isAbandoned),
    db
      .update(messages)
      .set({
        ...{ text: wholeText, reasoning: wholeReasoning, checksum: null },
        status: 'interrupted',
      })
      .where(and(inArray(messages.id, messageIds), eq(messages.status, 'streaming'))),
    db.delete(pieces).where(inArray(pieces.messageId, messageIds)),
  ] as unknown as Parameters<Db['batch']>[0]);
  await writeWhatFollows(db, messageIds);
}

/** From the words of answers that were put together by the database itself. */
async function writeWhatFollows(db: Db, messageIds: string[]): Promise<void> {
  const isTogether = and(inArray(messages.id, messageIds), isNull(messages.checksum));
  const rows = await db
    .select({ id: messages.id, text: messages.text, reasoning: messages.reasoning })
    .from(messages)
    .where(and(isTogether, ne(messages.status, 'streaming')));
  for (const { id, ...words } of rows) {
    const follows = { terms: extraTerms(words.text), checksum: checksumOf(words) };
    await db
      .update(messages)
      .set(follows)
      .where(and(eq(messages.id, id), isNull(messages.checksum)));
  }
}
