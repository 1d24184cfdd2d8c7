import { eq, type SQL, sql } from 'drizzle-orm';
import { checksumOf, marked, type Words } from './checksum';
import type { Db } from './open';
import {
  type Citation,
  messages,
  type PIECE_KINDS,
  pieces,
  type Problem,
  requests,
} from './schema';
import type { MessageRow, RequestRow } from './shapes';
import { extraTerms } from './searchTerms';

export interface Piece {
  messageId: string;
  kind: (typeof PIECE_KINDS)[number];
  offset: number;
  text: string;
}

export async function appendPieces(db: Db, rows: Piece[]): Promise<void> {
  if (rows.length > 0) await db.insert(pieces).values(rows);
}

export interface FinishedAnswer {
  messageId: string;
  text: string;
  reasoning: string;
  reasoningMs?: number | null;
  status: Exclude<MessageRow['status'], 'streaming'>;
  problem: Problem | null;
  citations?: Citation[] | null;
}
export type RequestFigures = Partial<
  Pick<
    RequestRow,
    | 'inputTokens'
    | 'outputTokens'
    | 'countedTokens'
    | 'cachedTokens'
    | 'reasoningTokens'
    | 'isEstimated'
    | 'costNanos'
    | 'savedNanos'
    | 'dropped'
    | 'firstTokenMs'
    | 'durationMs'
  >
>;

/** Its bill is known, or never will be: nothing is set aside for it any more. */
export const RELEASED = { reservedNanos: null, reservedTokens: null };

/** Of an answer that went on. Where its beginning is damaged for good, what came behind that does not mend it. */
export const withChecksumThroughout = <W extends Words>(words: W): W & { checksum: SQL } => {
  const sum = checksumOf(words);
  return { ...words, checksum: sql`iif(${messages.checksum} < 0, ${marked(sum)}, ${sum})` };
};

/** The end of an answer: its text, status and what the request cost, in one transaction. */
export async function finishAnswer(
  db: Db,
  { messageId, ...answer }: FinishedAnswer,
  request?: { requestId: string; figures: RequestFigures },
): Promise<void> {
  const ended = [
    // An answer is indexed at its end, later than what came after it: the indexer does not pass here again.
    db
      .update(messages)
      .set({ ...withChecksumThroughout(answer), terms: extraTerms(answer.text) })
      .where(eq(messages.id, messageId)),
    db.delete(pieces).where(eq(pieces.messageId, messageId)),
  ] as const;
  if (!request) return void (await db.batch(ended));
  const { requestId, figures } = request;
  await db.batch([
    ...ended,
    db
      .update(requests)
      .set({ ...figures, ...RELEASED, owner: null, aliveAt: null })
      .where(eq(requests.id, requestId)),
  ]);
}
