import { toChat } from '../../chat/shapes';
import {
  arrangeChats,
  type Arrangement,
  type ChatPlace,
  putBack,
  shelvesAt,
} from '../../db/chatPlaces';
import * as store from '../../db/chats';
import { isOnBranch } from '../../db/messageWindows';
import { getMessage, leafBelow, siblingOf } from '../../db/messages';
import { listProjects, shelveProject } from '../../db/projects';
import { ChatInput, type Shelf } from '../../db/shapes';
import type { Chat, Place } from '../../protocol/api';
import type { App } from '../app';
import { offerUndo, rememberPlace } from './undo';

/** Makes a chat. An empty untitled one that is there already is used again. */
export async function createChat(
  app: App,
  projectId: string,
  input: Partial<ChatInput> = {},
): Promise<Chat> {
  const { db } = await app.services();
  const { id } = await store.createChat(db, projectId, ChatInput.partial().parse(input));
  const chat = toChat(await store.getChat(db, id));
  app.chatChanged(chat);
  return chat;
}

export async function renameChat(app: App, chatId: string, title: string): Promise<void> {
  const { db } = await app.services();
  const parsed = ChatInput.required().shape.title.parse(title);
  await store.renameChat(db, chatId, parsed);
  app.chatChanged(await placeOf(app, chatId));
}

/** Of one chat it is taken back by the same click, of several by Undo. */
export async function pinChats(app: App, chatIds: string[], pinned: boolean): Promise<void> {
  const before = await arrange(app, chatIds, { pinned });
  if (before.length === 1) return;
  const what = pinned ? 'pinned' : 'unpinned';
  void offerUndo(app, `${before.length} chats were ${what}.`, () => takeBack(app, before));
}

export async function moveChats(app: App, chatIds: string[], projectId: string): Promise<void> {
  const { db } = await app.services();
  const { before: place, left } = rememberPlace(app);
  const before = await arrange(app, chatIds, { projectId });
  if (before.some(({ id }) => id === place.chatId)) {
    await app.place.goTo({ projectId, chatId: place.chatId });
  }
  const goBack = left();
  for (const { id } of before) app.chatChanged({ projectId, chatId: id });
  const projects = await listProjects(db);
  const name = projects.find(({ id }) => id === projectId)?.name ?? '';
  void offerUndo(app, `${await named(app, before)} moved to “${name}”.`, async () => {
    await takeBack(app, before);
    for (const { id } of before) app.chatChanged({ projectId, chatId: id });
    await goBack();
  });
}

const DONE: Record<Exclude<Shelf, 'active'>, string> = {
  archived: 'archived',
  trashed: 'moved to the trash',
};

/** Archiving and deleting stop answers in flight; Undo brings back the chats and what showed them. */
export async function shelveChats(app: App, chatIds: string[], shelf: Shelf): Promise<void> {
  const { answers } = await app.services();
  const { before: place, left } = rememberPlace(app);
  if (shelf !== 'active') await Promise.all(chatIds.map((chatId) => answers.stop(chatId)));
  const before = await arrange(app, chatIds, { shelf });
  if (shelf === 'active') return;

  const reopen = before.map(({ id }) => app.panels.close(id));
  if (before.some(({ id }) => id === place.chatId)) {
    await app.place.goTo({ projectId: place.projectId, chatId: null });
  }
  const goBack = left();
  void offerUndo(app, `${await named(app, before)} ${DONE[shelf]}.`, async () => {
    await takeBack(app, before);
    await goBack();
    for (const open of reopen) open();
  });
}

/** What is written in is wanted: out of the trash before it could be emptied, and its project with it. */
export async function bringBack(app: App, place: Place): Promise<void> {
  const { db } = await app.services();
  const { projectId, chat, project } = await shelvesAt(db, place);
  if (chat === 'trashed' && place.chatId !== null) {
    await arrange(app, [place.chatId], { shelf: 'active' });
  }
  if (project !== 'trashed') return;
  await shelveProject(db, projectId, 'active');
  app.projectChanged(projectId);
}

async function arrange(app: App, chatIds: string[], change: Arrangement): Promise<ChatPlace[]> {
  const { db } = await app.services();
  const before = await arrangeChats(db, chatIds, change);
  announce(app, before);
  return before;
}

async function takeBack(app: App, places: ChatPlace[]): Promise<void> {
  const { db } = await app.services();
  await putBack(db, places);
  announce(app, places);
}

function announce(app: App, places: ChatPlace[]): void {
  for (const { id, projectId } of places) app.chatChanged({ projectId, chatId: id });
}

async function named(app: App, places: ChatPlace[]): Promise<string> {
  const [first, ...others] = places;
  if (!first || others.length > 0) return `${places.length} chats were`;
  const { db } = await app.services();
  return `“${(await store.getChat(db, first.id)).title}” was`;
}

export async function setModel(app: App, place: Place, model: string): Promise<void> {
  const { db } = await app.services();
  if (place.chatId !== null) await store.setChatModel(db, place.chatId, model);
  app.webviews.publish('modelChanged', {});
  if (place.projectId !== null) app.projectChanged(place.projectId);
}

/** Shows the answer or message beside this one, with the branch that goes on from it. */
export async function showVersion(app: App, messageId: string, step: 1 | -1): Promise<void> {
  const { db } = await app.services();
  const sibling = await siblingOf(db, messageId, step);
  if (!sibling) return;
  await store.showBranch(db, sibling.chatId, await leafBelow(db, sibling.messageId));
  app.webviews.publish('branchChanged', { chatId: sibling.chatId });
}

/** The branch with this message is shown, if another one is. */
export async function showMessage(app: App, messageId: string) {
  const { db } = await app.services();
  const { chatId } = await getMessage(db, messageId);
  if (!(await isOnBranch(db, chatId, messageId))) {
    await store.showBranch(db, chatId, await leafBelow(db, messageId));
    app.webviews.publish('branchChanged', { chatId });
  }
  return placeOf(app, chatId);
}

export async function placeOf(app: App, chatId: string) {
  const { db } = await app.services();
  const { projectId } = await store.getChat(db, chatId);
  return { projectId, chatId };
}

/** For chats' new home: every project, but the one that all of them are in. */
export async function otherProjects(app: App, chatIds: string[]) {
  const { db } = await app.services();
  const homes = new Set<string>();
  for (const chatId of chatIds) homes.add((await store.getChat(db, chatId)).projectId);
  const all = await listProjects(db);
  return homes.size === 1 ? all.filter(({ id }) => !homes.has(id)) : all;
}
