import { and, asc, eq, type SQL, sql } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { damageOf, withChecksum } from './checksum';
import { type Picture, picturesJson, readPictures } from './images';
import type { Db } from './open';
import { chats, messages, pieces, type PIECE_KINDS, requests } from './schema';
import type { MessageRow, RequestRow } from './shapes';
import { prepareBatch } from './preparedBatch';
import { only } from './sqlHelpers';
import { UserError } from './userError';

const newestKey = sql`(select max(${messages.key}) from ${messages})`;
/** The library, or a transaction on it. */
export type Reader = Pick<Db, 'select' | 'insert' | 'update'>;

const notFound = () => new UserError('This message is no longer in the library.');

export type BranchMessage = MessageRow & {
  request: RequestRow | null;
  pictures: Picture[];
  /** Its words are not what was written: the file was damaged. */
  damage: ReturnType<typeof damageOf>;
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
  await insertMessage(db, { ...defaults, ...withChecksum(message), id, now: new Date() });
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
    checksum: given('checksum'),
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

/** Whether something was said after this message, on any branch. */
export async function hasChildren(db: Db, { id, chatId }: MessageRow): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(and(eq(messages.chatId, chatId), eq(messages.parentId, id)))
    .limit(1);
  return rows.length > 0;
}

export const leafOf = (chatId: string) =>
  sql`(select ${chats.leafId} from ${chats} where ${chats.id} = ${chatId})`;

export function touch(
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
export function derivedTitle(text: string): Record<string, SQL> {
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

export async function hasMessage(db: Db, messageId: string): Promise<boolean> {
  const rows = await db
    .select({ id: messages.id })
    .from(messages)
    .where(eq(messages.id, messageId));
  return rows.length > 0;
}

const arrived = (kind: (typeof PIECE_KINDS)[number]) => sql`coalesce((select group_concat(text, '')
  from (select text from ${pieces} where message_id = ${messages.id} and kind = ${kind}
    order by "offset")), '')`;
/** A streaming answer's text is what it began with and the pieces that have arrived. */
export const wholeText = sql<string>`case ${messages.status} when 'streaming'
  then ${messages.text} || ${arrived('text')} else ${messages.text} end`;
export const wholeReasoning = sql<string>`case ${messages.status} when 'streaming'
  then ${messages.reasoning} || ${arrived('reasoning')} else ${messages.reasoning} end`;
/** An answer that was continued has several. */
export const isNewestRequest = sql`${requests.key} =
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
      picturesJson,
    })
    .from(messages)
    .leftJoin(requests, isNewestRequest)
    .where(where)
    // A message is always written after its parent, so the key's order is the branch's.
    .orderBy(asc(messages.key));
  return rows.map(({ message, wholeText: text, wholeReasoning: reasoning, ...rest }) => {
    const { picturesJson: picturesText, ...more } = rest;
    const pictures = readPictures(picturesText);
    const damage = damageOf(message);
    if (damage === 'new') {
      db.$client.guard.noticeOnce(`The words of message ${message.id} have changed.`);
    }
    return { ...message, text, reasoning, pictures, damage, ...more };
  });
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
