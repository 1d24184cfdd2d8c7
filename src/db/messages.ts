import { and, asc, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { newChat } from './chats';
import type { Db } from './open';
import {
  chats,
  messages,
  pieces,
  type PIECE_KINDS,
  type Problem,
  projects,
  requests,
} from './schema';
import type { MessageRow, RequestRow } from './shapes';
import { prepareBatch } from './preparedBatch';
import { extraTerms } from './searchTerms';
import { only } from './sqlHelpers';
import { UserError } from './userError';

const newestKey = sql`(select max(${messages.key}) from ${messages})`;
/** The library, or a transaction on it. */
type Reader = Pick<Db, 'select' | 'insert' | 'update'>;

const notFound = () => new UserError('This message is no longer in the library.');

export type BranchMessage = MessageRow & {
  request: RequestRow | null;
  /** Which of its siblings this is, from 1. */
  versionIndex: number;
  versionCount: number;
};

/** Adds a message at the end of the branch on show, and touches the chat. Returns its id. */
export async function addMessage(
  db: Db,
  message: Pick<typeof messages.$inferInsert, 'chatId' | 'role' | 'text'> &
    Partial<Pick<typeof messages.$inferInsert, 'status' | 'model' | 'authorId'>>,
): Promise<string> {
  const id = uuidv7();
  const defaults = { status: 'done', model: null, authorId: null };
  await insertMessage(db, { ...defaults, ...message, id, now: new Date() });
  return id;
}

const given = sql.placeholder;

const insertMessage = prepareBatch((db) => [
  db.insert(messages).values({
    id: given('id'),
    chatId: given('chatId'),
    parentId: sql`(select ${chats.leafId} from ${chats} where ${chats.id} = ${given('chatId')})`,
    role: given('role'),
    status: given('status'),
    text: given('text'),
    model: given('model'),
    authorId: given('authorId'),
    createdAt: given('now'),
  }),
  db
    .update(chats)
    .set({
      leafId: sql`${given('id')}`,
      activity: newestKey,
      updatedAt: sql`${sql.param(given('now'), chats.updatedAt)}`,
    })
    .where(eq(chats.id, given('chatId'))),
]);

export interface Exchange {
  userId: string;
  answerId: string;
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
  { text, ...answer }: NewAnswer & { text: string },
  { whenFree = false } = {},
): Promise<Exchange> {
  return db.transaction(async (tx) => {
    if (whenFree && (await streamingLeaf(tx, answer.chatId))) throw new StillAnswering();
    return insertExchange(tx, answer, text);
  });
}

/** The first exchange of a chat that is made with it; the project's draft is emptied. All or nothing. */
export async function addFirstExchange(
  db: Db,
  { projectId, text, ...answer }: NewAnswer & { projectId: string; text: string },
): Promise<Exchange> {
  return db.transaction(async (tx) => {
    await tx.insert(chats).values({ ...newChat(projectId, {}), id: answer.chatId });
    await tx.update(projects).set({ draft: '' }).where(eq(projects.id, projectId));
    return insertExchange(tx, answer, text);
  });
}

async function insertExchange(tx: Reader, answer: NewAnswer, text: string): Promise<Exchange> {
  const { chatId } = answer;
  const [userId, answerId] = [uuidv7(), uuidv7()];
  const parentId = leafOf(chatId);
  await tx.insert(messages).values({ id: userId, chatId, parentId, role: 'user', text });
  for (const query of newAnswer(tx, answer, answerId, userId)) await query;
  await touch(tx, chatId, answerId, { draft: '', ...derivedTitle(text) });
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

/** Whether something was said after this message, on any branch. */
export async function hasChildren(db: Db, { id, chatId }: MessageRow): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.chatId, chatId), eq(messages.parentId, id)))
    .limit(1);
  return rows.length > 0;
}

const leafOf = (chatId: string) =>
  sql`(select ${chats.leafId} from ${chats} where ${chats.id} = ${chatId})`;

function touch(
  db: Reader,
  chatId: string,
  leafId: string,
  more: Record<string, string | SQL> = {},
) {
  return db
    .update(chats)
    .set({
      ...more,
      leafId,
      activity: newestKey,
      updatedAt: new Date(),
    })
    .where(eq(chats.id, chatId));
}

const TITLE_LENGTH = 80;

/** A chat without a title of its own is called by its first words. */
function derivedTitle(text: string): Record<string, SQL> {
  const firstLine = text.trim().split('\n')[0]?.replaceAll(/\s+/g, ' ') ?? '';
  // By characters: half an emoji cannot be stored.
  const title = [...firstLine.slice(0, 2 * TITLE_LENGTH)].slice(0, TITLE_LENGTH).join('').trim();
  if (!title) return {};
  const isUnnamed = sql`${chats.titleSource} = 'default' and ${chats.leafId} is null`;
  return {
    title: sql`case when ${isUnnamed} then ${title} else ${chats.title} end`,
    titleSource: sql`case when ${isUnnamed} then 'derived' else ${chats.titleSource} end`,
  };
}

/** At most `limit` messages of the branch that ends with `leafId`, oldest first. */
export async function readBranch(
  db: Db,
  leafId: string,
  limit = Number.MAX_SAFE_INTEGER,
): Promise<BranchMessage[]> {
  return selectMessages(
    db,
    sql`${messages.id} in (
      with recursive branch (id, parent_id, depth) as (
        select m.id, m.parent_id, 1 from ${messages} m where m.id = ${leafId}
        union all
        select m.id, m.parent_id, depth + 1 from branch join ${messages} m on m.id = branch.parent_id
        where depth < ${limit}
      ) select id from branch)`,
  );
}

/** @throws {UserError} when there is no such message */
export async function getMessage(db: Db, messageId: string): Promise<BranchMessage> {
  return only(await selectMessages(db, eq(messages.id, messageId)), notFound);
}

const arrived = (kind: (typeof PIECE_KINDS)[number]) => sql`coalesce((select group_concat(text, '')
  from (select text from ${pieces} where message_id = ${messages.id} and kind = ${kind}
    order by "offset")), '')`;
/** A streaming answer's text is what it began with and the pieces that have arrived. */
const wholeText = sql<string>`case ${messages.status} when 'streaming'
  then ${messages.text} || ${arrived('text')} else ${messages.text} end`;
const wholeReasoning = sql<string>`case ${messages.status} when 'streaming'
  then ${messages.reasoning} || ${arrived('reasoning')} else ${messages.reasoning} end`;
/** An answer that was continued has several. */
const isNewestRequest = sql`${requests.key} =
  (select max(r.key) from ${requests} r where r.message_id = ${messages.id})`;
const siblings = (upTo: SQL) => sql<number>`(select count(*) from ${messages} s
  where s.chat_id = ${messages.chatId} and s.parent_id is ${messages.parentId} ${upTo})`;

async function selectMessages(db: Db, where: SQL): Promise<BranchMessage[]> {
  const rows = await db
    .select({
      message: messages,
      wholeText,
      wholeReasoning,
      versionIndex: siblings(sql`and s.key <= ${messages.key}`),
      versionCount: siblings(sql``),
      request: requests,
    })
    .from(messages)
    .leftJoin(requests, isNewestRequest)
    .where(where)
    // A message is always written after its parent, so the key's order is the branch's.
    .orderBy(asc(messages.key));
  return rows.map(({ message, wholeText: text, wholeReasoning: reasoning, ...rest }) => ({
    ...message,
    text,
    reasoning,
    ...rest,
  }));
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
  status: Exclude<MessageRow['status'], 'streaming'>;
  problem: Problem | null;
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

/** The sibling `step` away, or undefined at the end. */
export async function siblingOf(
  db: Db,
  messageId: string,
  step: 1 | -1,
): Promise<{ messageId: string; chatId: string } | undefined> {
  const [here] = await db.select().from(messages).where(eq(messages.id, messageId));
  if (!here) throw notFound();
  const rows = await db
    .select({ messageId: messages.id, chatId: messages.chatId })
    .from(messages)
    .where(sql`${messages.chatId} = ${here.chatId} and ${messages.parentId} is ${here.parentId}`)
    .orderBy(asc(messages.key));
  return rows[rows.findIndex((row) => row.messageId === messageId) + step];
}

/** The newest message below this one: where the branch through it ends. */
export async function leafBelow(db: Db, messageId: string): Promise<string> {
  const rows = await db.all<{ id: string }>(sql`
    with recursive below (id, key, chat_id) as (
      select m.id, m.key, m.chat_id from ${messages} m where m.id = ${messageId}
      union all
      select m.id, m.key, m.chat_id from below
        join ${messages} m on m.chat_id = below.chat_id and m.parent_id = below.id
    ) select id from below order by key desc limit 1`);
  return rows[0]?.id ?? messageId;
}
