import { and, eq } from 'drizzle-orm';
import { v7 as uuidv7 } from 'uuid';
import { newChat } from './chats';
import { withChecksum } from './checksum';
import { type DraftPlace, sendPictures } from './images';
import { expectRoom, type Room } from './limits';
import { derivedTitle, isNewestRequest, leafOf, type Reader, touch } from './messages';
import type { Db } from './open';
import { chats, messages, projects, requests } from './schema';
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
  /** What is set aside for it of the limits; undefined where there are none. */
  room?: Room | undefined;
}

/**
 * The user's message and the empty answer it waits for; the draft is emptied. All or nothing.
 * @throws {StillAnswering} if `whenFree`, while the branch ends with an answer that some window is reading
 * @throws {NoRoom} when another window took the room for it
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
  tx: Writer,
  answer: NewAnswer & NewMessage,
  written: DraftPlace,
): Promise<Exchange> {
  const { chatId, text, keepsTitle, pictureIds: ids = [] } = answer;
  await takeRoom(tx, answer);
  const [userId, answerId] = [uuidv7(), uuidv7()];
  const parentId = leafOf(chatId);
  const words = withChecksum({ text });
  await tx.insert(messages).values({ id: userId, chatId, parentId, role: 'user', ...words });
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

type Writer = Reader & Pick<Db, 'all'>;

const takeRoom = async (tx: Writer, { chatId, room }: NewAnswer): Promise<void> =>
  room && expectRoom(tx, chatId, room);

/** Another answer to the same message, shown instead of the old one, which stays. */
export async function addAnswer(
  db: Db,
  { parentId, ...answer }: NewAnswer & { parentId: string },
): Promise<string> {
  const id = uuidv7();
  await db.transaction(async (tx) => {
    await takeRoom(tx, answer);
    for (const query of newAnswer(tx, answer, id, parentId)) await query;
    await touch(tx, answer.chatId, id);
  });
  return id;
}

function newAnswer(db: Reader, answer: NewAnswer, id: string, parentId: string) {
  const { chatId, model } = answer;
  const role = 'assistant';
  const status = 'streaming';
  return [
    db.insert(messages).values({ id, chatId, parentId, role, status, text: '', model }),
    newRequest(db, answer, id),
  ] as const;
}

const newRequest = (
  db: Reader,
  { model, requestId: id, owner, room }: NewAnswer,
  messageId: string,
) =>
  db.insert(requests).values({
    ...{ id, messageId, model, owner, aliveAt: new Date() },
    ...(room && { reservedNanos: room.nanos, reservedTokens: room.tokens }),
  });

/** An answer that is not whole goes on: what it has stays, with its checksum; the rest comes as pieces behind it. */
export async function reopenAnswer(db: Db, messageId: string, answer: NewAnswer): Promise<void> {
  await db.transaction(async (tx) => {
    await takeRoom(tx, answer);
    await tx
      .update(messages)
      .set({ status: 'streaming', problem: null })
      .where(eq(messages.id, messageId));
    await newRequest(tx, answer, messageId);
    await touch(tx, answer.chatId, messageId);
  });
}
