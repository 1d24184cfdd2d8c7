import { toChat } from '../../chat/shapes';
import * as store from '../../db/chats';
import { leafBelow, siblingOf } from '../../db/messages';
import { listProjects } from '../../db/projects';
import { ChatInput, type Shelf } from '../../db/shapes';
import type { Chat, Place } from '../../protocol/api';
import type { App } from '../app';
import { offerUndo } from './projects';

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
  app.panels.rename(chatId, parsed);
  app.chatChanged(await placeOf(app, chatId));
}

export async function pinChat(app: App, chatId: string, pinned: boolean): Promise<void> {
  const { db } = await app.services();
  await store.pinChat(db, chatId, pinned);
  app.chatChanged(await placeOf(app, chatId));
}

export async function moveChat(app: App, chatId: string, projectId: string): Promise<void> {
  const { db } = await app.services();
  const before = await placeOf(app, chatId);
  await store.moveChat(db, chatId, projectId);
  if (app.place.value.chatId === chatId) await app.place.goTo({ projectId, chatId });
  app.chatChanged(before);
  app.chatChanged({ projectId, chatId });
}

/** Archiving and deleting stop an answer in flight and can be undone from the notification. */
export async function shelveChat(app: App, chatId: string, shelf: Shelf): Promise<void> {
  const { db, answers } = await app.services();
  const before = await store.getChat(db, chatId);
  await answers.stop(chatId);
  await store.shelveChat(db, chatId, shelf);
  if (shelf !== 'active') {
    app.panels.close(chatId);
    if (app.place.value.chatId === chatId) {
      await app.place.goTo({ projectId: before.projectId, chatId: null });
    }
    const what = shelf === 'trashed' ? 'moved to the trash' : 'archived';
    const undo = () => shelveChat(app, chatId, before.shelf);
    void offerUndo(`“${before.title}” was ${what}.`, undo);
  }
  app.chatChanged({ projectId: before.projectId, chatId });
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

async function placeOf(app: App, chatId: string) {
  const { db } = await app.services();
  const { projectId } = await store.getChat(db, chatId);
  return { projectId, chatId };
}

export { placeOf };

/** For a chat's new home: every project but its own. */
export async function otherProjects(app: App, projectId: string) {
  const { db } = await app.services();
  return (await listProjects(db)).filter(({ id }) => id !== projectId);
}
