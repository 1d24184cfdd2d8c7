import { and, eq, inArray } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { newChat } from './chats';
import { type DraftPlace, sendPictures } from './images';
import {
  leafOf,
  touch,
  derivedTitle,
  wholeText,
  wholeReasoning,
  isNewestRequest,
  type Reader,
} from './messages';
import type { Db } from './open';
import {
  chats,
  messages,
  pieces,
  projects,
  requests,
  type Citation,
  type PIECE_KINDS,
  type Problem,
} from './schema';
import type { MessageRow, RequestRow } from './shapes';
import { extraTerms } from './searchTerms';
import { UserError } from './userError';

export interface Exchange {
  userId: string;
  answerId: string;
}

/** What the user has written. */
export interface NewMessage {
  text: string;
  /** Of the draft, that go with it. */
  pictureIds?: string[];
  /** A chat without a title does not get one from it. */
  keepsTitle?: boolean;
}

/** An answer that is about to be asked for, and the process that will read it. */
export interface NewAnswer {
  chatId: string;
  model: string;
  requestId: string;
  owner: string;
}

/**
 * The user's message and the empty answer it waits for; the draft is emptied. All or nothing.
 * @throws {StillAnswering} if `whenFree`, while the branch ends with an answer that some window is reading
 */
export async function addExchange(
  db: Db,
  answer: NewAnswer & NewMessage,
  { whenFree = false } = {},
): Promise<Exchange> {
  return db.transaction(async (tx) => {
    if (whenFree && (await streamingLeaf(tx, answer.chatId))) throw new StillAnswering();
    return insertExchange(tx, answer, { projectId: '', chatId: answer.chatId });
  });
}

/** The first exchange of a chat that is made with it; the project's draft is emptied. All or nothing. */
export async function addFirstExchange(
  db: Db,
  { projectId, ...answer }: NewAnswer & NewMessage & { projectId: string },
): Promise<Exchange> {
  return db.transaction(async (tx) => {
    await tx.insert(chats).values({ ...newChat(projectId, {}), id: answer.chatId });
    await tx.update(projects).set({ draft: '' }).where(eq(projects.id, projectId));
    return insertExchange(tx, answer, { projectId, chatId: null });
  });
}

async function insertExchange(
  tx: Reader,
  answer: NewAnswer & NewMessage,
  written: DraftPlace,
): Promise<Exchange> {
  const { chatId, text, keepsTitle, pictureIds: ids = [] } = answer;
  const [userId, answerId] = [uuidv7(), uuidv7()];
  const parentId = leafOf(chatId);
  await tx.insert(messages).values({ id: userId, chatId, parentId, role: 'user', text });
  await sendPictures(tx, { ids, messageId: userId, place: written });
  for (const query of newAnswer(tx, answer, answerId, userId)) await query;
  const title = keepsTitle ? {} : derivedTitle(text);
  await touch(tx, chatId, answerId, { draft: '', ...title });
  return { userId, answerId };
}

export class StillAnswering extends UserError {
  constructor() {
    super('An answer is still being written in this chat. Stop it first.');
  }
}

export interface InFlight {
  messageId: string;
  owner: string | null;
  aliveAt: Date | null;
}

/** The answer with which this chat's branch ends, if it has not ended itself. */
export async function streamingLeaf(db: Reader, chatId: string): Promise<InFlight | undefined> {
  const [answer] = await db
    .select({ messageId: messages.id, owner: requests.owner, aliveAt: requests.aliveAt })
    .from(chats)
    .innerJoin(messages, eq(messages.id, chats.leafId))
    .leftJoin(requests, isNewestRequest)
    .where(and(eq(chats.id, chatId), eq(messages.status, 'streaming')));
  return answer;
}

/** Another answer to the same message, shown instead of the old one, which stays. */
export async function addAnswer(
  db: Db,
  { parentId, ...answer }: NewAnswer & { parentId: string },
): Promise<string> {
  const id = uuidv7();
  await db.batch([...newAnswer(db, answer, id, parentId), touch(db, answer.chatId, id)]);
  return id;
}

function newAnswer(
  db: Reader,
  { chatId, model, requestId, owner }: NewAnswer,
  id: string,
  parentId: string,
) {
  const role = 'assistant';
  const status = 'streaming';
  return [
    db.insert(messages).values({ id, chatId, parentId, role, status, text: '', model }),
    db.insert(requests).values({ id: requestId, messageId: id, model, owner, aliveAt: new Date() }),
  ] as const;
}

/** An answer that is not whole goes on: what it has stays, the rest comes as pieces behind it. */
export async function reopenAnswer(
  db: Db,
  messageId: string,
  { chatId, model, requestId, owner }: NewAnswer,
): Promise<void> {
  await db.batch([
    db
      .update(messages)
      .set({ status: 'streaming', problem: null })
      .where(eq(messages.id, messageId)),
    db.insert(requests).values({ id: requestId, messageId, model, owner, aliveAt: new Date() }),
    touch(db, chatId, messageId),
  ]);
}

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
      .set({ ...answer, terms: extraTerms(answer.text) })
      .where(eq(messages.id, messageId)),
    db.delete(pieces).where(eq(pieces.messageId, messageId)),
  ] as const;
  if (!request) return void (await db.batch(ended));
  const { requestId, figures } = request;
  await db.batch([
    ...ended,
    db
      .update(requests)
      .set({ ...figures, owner: null, aliveAt: null })
      .where(eq(requests.id, requestId)),
  ]);
}

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

/** Keeps what had arrived of answers whose process died. An answer that has ended meanwhile stays as it is. */
export async function markInterrupted(db: Db, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  await db.batch([
    db
      .update(messages)
      .set({ text: wholeText, reasoning: wholeReasoning, status: 'interrupted' })
      .where(and(inArray(messages.id, messageIds), eq(messages.status, 'streaming'))),
    db.delete(pieces).where(inArray(pieces.messageId, messageIds)),
  ]);
  await writeTerms(db, messageIds);
}

/** Of answers that were put together by the database itself. */
async function writeTerms(db: Db, messageIds: string[]): Promise<void> {
  const rows = await db
    .select({ id: messages.id, text: messages.text })
    .from(messages)
    .where(inArray(messages.id, messageIds));
  for (const { id, text } of rows) {
    const terms = extraTerms(text);
    if (terms) await db.update(messages).set({ terms }).where(eq(messages.id, id));
  }
}
