import { and, asc, eq, gt, inArray, max, ne, sql } from 'drizzle-orm';
import { integer, sqliteTable, text } from 'drizzle-orm/sqlite-core';
import { CHANGE_KINDS, CHANGE_LOG } from './changeLog';
import type { Db } from './open';
import { messages, type PIECE_KINDS, pieces } from './schema';

/** Made by changeLog.ts. */
const changes = sqliteTable(CHANGE_LOG, {
  key: integer().primaryKey(),
  writer: text().notNull(),
  kind: text({ enum: CHANGE_KINDS }).notNull(),
  id: text().notNull(),
  projectId: text('project_id'),
  chatId: text('chat_id'),
});
export type Change = typeof changes.$inferSelect;

/** How far a window has followed its library. */
export interface Position {
  messageKey: number;
  changeKey: number;
}

/** Changes whenever another connection has committed; asking costs some microseconds. */
export async function dataVersion(db: Db): Promise<number> {
  const { rows } = await db.$client.execute('PRAGMA data_version');
  return Number(rows[0]?.['data_version']);
}

export async function currentPosition(db: Db): Promise<Position> {
  const [newest, last] = await db.batch([
    db.select({ key: max(messages.key) }).from(messages),
    db.select({ key: max(changes.key) }).from(changes),
  ]);
  return { messageKey: newest[0]?.key ?? 0, changeKey: last[0]?.key ?? 0 };
}

/** More than this in one go is not told one by one. */
const NEWS_LIMIT = 1_000;

export interface News {
  position: Position;
  /** Too much has happened to say what: read everything again. */
  isTooMuch: boolean;
  messages: { id: string; chatId: string; status: string }[];
  changes: Change[];
}

/** What others have written since. What this connection notes itself is left out, by its name as a writer. */
export async function newsSince(db: Db, since: Position, writer: string): Promise<News> {
  const [newMessages, edges, noted] = await db.batch([
    db
      .select({
        key: messages.key,
        id: messages.id,
        chatId: messages.chatId,
        status: messages.status,
      })
      .from(messages)
      .where(gt(messages.key, since.messageKey))
      .orderBy(asc(messages.key))
      .limit(NEWS_LIMIT + 1),
    db
      .select({ first: sql<number | null>`min(${changes.key})`, last: max(changes.key) })
      .from(changes),
    db
      .select()
      .from(changes)
      .where(and(gt(changes.key, since.changeKey), ne(changes.writer, writer)))
      .orderBy(asc(changes.key)),
  ]);
  const { first = null, last = null } = edges[0] ?? {};
  const changeKey = last ?? 0;
  const isTooMuch =
    newMessages.length > NEWS_LIMIT ||
    changeKey < since.changeKey ||
    (first ?? changeKey) > since.changeKey + 1;
  const position = isTooMuch
    ? await currentPosition(db)
    : { messageKey: newMessages.at(-1)?.key ?? since.messageKey, changeKey };
  return { position, isTooMuch, messages: newMessages, changes: noted };
}

export interface Arrived {
  kind: (typeof PIECE_KINDS)[number];
  offset: number;
  text: string;
}

/** The pieces of a streaming answer from these offsets on, and its status; undefined when it is gone. */
export async function arrivedSince(
  db: Db,
  messageId: string,
  known: Record<Arrived['kind'], number>,
): Promise<{ status: string; pieces: Arrived[] } | undefined> {
  const from = (kind: Arrived['kind']) =>
    sql`(${pieces.kind} = ${kind} and ${pieces.offset} >= ${known[kind]})`;
  const [row, arrived] = await db.batch([
    db.select({ status: messages.status }).from(messages).where(eq(messages.id, messageId)),
    db
      .select({ kind: pieces.kind, offset: pieces.offset, text: pieces.text })
      .from(pieces)
      .where(and(eq(pieces.messageId, messageId), sql`(${from('text')} or ${from('reasoning')})`))
      .orderBy(asc(pieces.kind), asc(pieces.offset)),
  ]);
  return row[0] && { status: row[0].status, pieces: arrived };
}

/** Asks whoever reads this answer, in whatever window, to stop. */
export async function requestStop(
  db: Db,
  { messageId, chatId }: { messageId: string; chatId: string },
): Promise<void> {
  await db.insert(changes).values({ writer: '', kind: 'stop', id: messageId, chatId });
}

/** Of these answers, those that have not ended. */
export const stillStreaming = (db: Db, messageIds: string[]) =>
  db
    .select({ id: messages.id })
    .from(messages)
    .where(and(inArray(messages.id, messageIds), eq(messages.status, 'streaming')));
