import * as z from 'zod';
import type { Sent } from '../../chat/answers';
import * as store from '../../db/chats';
import { getMessage, readBranch } from '../../db/messages';
import { ChatInput, ChatTitle, MessageText } from '../../db/shapes';
import * as actions from '../actions/chats';
import type { App } from '../app';
import * as ask from '../ask';
import { readReceipt, showReceipt } from '../receipts';
import { showSidebar } from '../showSidebar';
import { argument, ChatArgument, ChatsArgument, Id, idsOf } from './arguments';

export async function listChats(app: App, arg: unknown) {
  const given = argument(z.object({ projectId: Id.optional() }), arg);
  const projectId = given?.projectId ?? (await ask.projectOf(app, 'List the Chats of…'));
  const { db } = await app.services();
  const rows = await store.listChats(db, { projectId, limit: EVERY });
  return rows.map(({ id, title, updatedAt }) => ({
    chatId: id,
    projectId,
    title,
    updatedAt: updatedAt.getTime(),
  }));
}

/** SQLite's own largest limit. */
const EVERY = 2 ** 31 - 1;

export async function newChat(app: App, arg: unknown) {
  const given = argument(
    ChatInput.pick({ title: true }).partial().extend({ projectId: Id.optional() }),
    arg,
  );
  const projectId = given?.projectId ?? (await ask.projectOf(app, 'New Chat in…'));
  const input = given?.title === undefined ? {} : { title: given.title };
  const { chatId } = await actions.createChat(app, projectId, input);
  await app.place.goTo({ projectId, chatId });
  if (!given) await showSidebar();
  return { chatId, projectId };
}

/** Resolves when the answer has ended, however it did. */
export async function send(app: App, arg: unknown) {
  const given = argument(
    ChatArgument.extend({ text: MessageText, model: z.string().min(1).optional() }),
    arg,
  );
  if (!given) return showSidebar();
  const { db, answers } = await app.services();
  await actions.bringBack(app, { projectId: null, chatId: given.chatId });
  const sent = await answers.send(given.chatId, given.text, { model: given.model });
  return ended(app, db, sent);
}

export async function stop(app: App, arg: unknown) {
  const chatId = argument(ChatArgument, arg)?.chatId ?? ask.chatOf(app);
  const { answers } = await app.services();
  await answers.stop(chatId);
  return { chatId };
}

const AnswerArgument = z.object({ messageId: Id.optional(), chatId: Id.optional() });
const Again = AnswerArgument.extend({ model: z.string().min(1).max(500).optional() });

export async function regenerate(app: App, arg: unknown) {
  const given = argument(Again, arg);
  const { db, answers } = await app.services();
  return ended(app, db, await answers.regenerate(await answerOf(app, given), given?.model));
}

/** By a model that answers this time only. */
export async function regenerateWith(app: App, arg: unknown) {
  const given = argument(Again, arg);
  if (given?.model !== undefined) return regenerate(app, arg);
  const { db } = await app.services();
  const messageId = await answerOf(app, given);
  return ended(app, db, await ask.regenerateWith(app, messageId));
}

/** The rest of an answer that was stopped, failed or interrupted. */
export async function continueAnswer(app: App, arg: unknown) {
  const given = argument(AnswerArgument, arg);
  const { db, answers } = await app.services();
  return ended(app, db, await answers.continue(await answerOf(app, given)));
}

type Db = Awaited<ReturnType<App['services']>>['db'];

async function ended(app: App, db: Db, { chatId, messageId, requestId }: Sent) {
  const { answers } = await app.services();
  await answers.ended(chatId);
  const { text, status } = await getMessage(db, messageId);
  return { messageId, text, status, receiptId: requestId };
}

/** The one that is named, else the last one of the chat that is named or on show. */
const answerOf = async (
  app: App,
  given: z.infer<typeof AnswerArgument> | undefined,
): Promise<string> => given?.messageId ?? lastAnswer(app, given?.chatId ?? ask.chatOf(app));

async function lastAnswer(app: App, chatId: string): Promise<string> {
  const { db } = await app.services();
  const { leafId } = await store.getChat(db, chatId);
  return leafId ?? chatId;
}

export async function openChat(app: App, arg: unknown) {
  const given = argument(ChatArgument, arg);
  const place = await actions.placeOf(
    app,
    given?.chatId ?? (await ask.pickChat(app, 'Open a Chat')),
  );
  await app.place.goTo(place);
  await showSidebar();
  return place;
}

export async function openChatInEditor(app: App, arg: unknown) {
  const chatId = argument(ChatArgument, arg)?.chatId ?? (await ask.currentChat(app));
  await ask.openChatInEditor(app, chatId);
  return { chatId };
}

export async function renameChat(app: App, arg: unknown) {
  const given = argument(ChatArgument.extend({ title: ChatTitle }), arg);
  const chatId = given?.chatId ?? (await ask.currentChat(app));
  if (given) await actions.renameChat(app, chatId, given.title);
  else await ask.renameChat(app, chatId);
  return { chatId };
}

export async function moveChat(app: App, arg: unknown) {
  const given = argument(ChatsArgument.safeExtend({ projectId: Id }), arg);
  const chatIds = given ? idsOf(given) : [await ask.currentChat(app)];
  if (given) await actions.moveChats(app, chatIds, given.projectId);
  else await ask.moveChats(app, chatIds);
  return found(chatIds);
}

export async function pinChat(app: App, arg: unknown) {
  const given = argument(ChatsArgument.safeExtend({ pinned: z.boolean().default(true) }), arg);
  const chatIds = given ? idsOf(given) : [await ask.currentChat(app)];
  const { db } = await app.services();
  const [first = ''] = chatIds;
  const pinned = given?.pinned ?? !(await store.getChat(db, first)).pinned;
  await actions.pinChats(app, chatIds, pinned);
  return { ...found(chatIds), pinned };
}

export const archiveChat = (app: App, arg: unknown) => shelve(app, arg, 'archived');
export const deleteChat = (app: App, arg: unknown) => shelve(app, arg, 'trashed');

async function shelve(app: App, arg: unknown, shelf: 'archived' | 'trashed') {
  const given = argument(ChatsArgument, arg);
  const chatIds = given ? idsOf(given) : [await ask.currentChat(app)];
  await actions.shelveChats(app, chatIds, shelf);
  return found(chatIds);
}

/** As it was asked for: one chat, or several. */
const found = (chatIds: string[]) =>
  chatIds.length === 1 ? { chatId: chatIds[0], chatIds } : { chatIds };

export async function restoreChat(app: App, arg: unknown) {
  const given = argument(ChatsArgument, arg);
  const chatIds = given ? idsOf(given) : [await ask.pickTrashedChat(app)];
  await actions.shelveChats(app, chatIds, 'active');
  return found(chatIds);
}

/** The branch on show, whole. */
export async function readChat(app: App, arg: unknown) {
  const chatId = argument(ChatArgument, arg)?.chatId ?? (await ask.currentChat(app));
  const { db } = await app.services();
  const { leafId } = await store.getChat(db, chatId);
  const rows = leafId === null ? [] : await readBranch(db, leafId);
  const messages = rows.map(({ id, parentId, role, text, status }) => ({
    messageId: id,
    parentId,
    role,
    text,
    status,
  }));
  return { messages };
}

export async function receipt(app: App, arg: unknown) {
  const given = argument(z.object({ receiptId: Id }), arg);
  if (given) return readReceipt(app, given.receiptId);
  const { db } = await app.services();
  const answer = await getMessage(db, await lastAnswer(app, ask.chatOf(app)));
  if (answer.request) await showReceipt(answer.request.id);
  return undefined;
}
