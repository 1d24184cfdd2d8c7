import { getChat } from '../db/chats';
import type { App } from './app';

/** A chat's tab is called as the chat is, and goes with it to another project. */
export async function followChat(app: App, chatId: string): Promise<void> {
  if (!app.panels.shows(chatId)) return;
  const { db } = await app.services();
  const { projectId, title } = await getChat(db, chatId);
  app.panels.follow({ projectId, chatId, title });
}
