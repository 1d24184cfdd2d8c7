import { and, eq, isNull, ne, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/sqlite-core';
import type { RequestFigures } from './answers';
import type { Db } from './open';
import type { NewRequestPart } from './requests';
import { chats, messages, requestParts, requests } from './schema';
import type { RequestRow } from './shapes';

/** A chat's first exchange, for which it may be given a title. */
export interface FirstExchange {
  chatId: string;
  projectId: string;
  questionId: string;
  question: string;
  answer: string;
  /** Of the answer. */
  model: string;
}

/** Undefined unless this is the first whole answer of a chat that is still called by its first words. */
export async function untitledExchange(
  db: Db,
  answerId: string,
): Promise<FirstExchange | undefined> {
  const questions = alias(messages, 'questions');
  const earlier = sql`exists (select 1 from ${messages} other where other.chat_id = ${chats.id}
    and other.parent_id = ${questions.id} and other.status = 'done' and other.id <> ${answerId})`;
  const rows = await db
    .select({
      chatId: chats.id,
      projectId: chats.projectId,
      questionId: questions.id,
      question: questions.text,
      answer: messages.text,
      model: messages.model,
    })
    .from(messages)
    .innerJoin(questions, eq(questions.id, messages.parentId))
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .where(
      and(
        eq(messages.id, answerId),
        eq(messages.status, 'done'),
        isNull(questions.parentId),
        eq(chats.titleSource, 'derived'),
        ne(chats.shelf, 'trashed'),
        sql`not ${earlier}`,
      ),
    );
  const [found] = rows;
  return found && found.model !== null ? { ...found, model: found.model } : undefined;
}

/** The receipt of a request for a title, before it leaves. It is the first message's, as the answer has its own. */
export async function addTitleRequest(
  db: Db,
  request: Pick<RequestRow, 'id' | 'messageId' | 'model' | 'temperature' | 'maxTokens'>,
  part: NewRequestPart,
): Promise<void> {
  await db.batch([
    db.insert(requests).values(request),
    db.insert(requestParts).values({ ...part, requestId: request.id, position: 0 }),
  ]);
}

/** What the request cost, and the title unless the user has chosen one meanwhile. Resolves to whether it was taken. */
export async function finishTitle(
  db: Db,
  {
    requestId,
    figures,
    chatId,
    title,
  }: {
    requestId: string;
    figures: RequestFigures;
    chatId: string;
    title: string | undefined;
  },
): Promise<boolean> {
  await db
    .update(requests)
    .set({ ...figures, owner: null })
    .where(eq(requests.id, requestId));
  if (title === undefined) return false;
  const taken = await db
    .update(chats)
    .set({ title, titleSource: 'model' })
    .where(and(eq(chats.id, chatId), eq(chats.titleSource, 'derived')))
    .returning({ id: chats.id });
  return taken.length > 0;
}
