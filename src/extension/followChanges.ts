import { getChat } from '../db/chats';
import { getProject } from '../db/projects';
import { UserError } from '../db/userError';
import { goToLatest } from './actions/projects';
import type { App } from './app';

/**
 * A chat's tab is called as the chat is; it and the sidebar go with it to another project, perhaps moved there in
 * another window. Of a chat that was deleted for good nothing is shown.
 */
export async function followChat(app: App, chatId: string): Promise<void> {
  const { place, panels } = app;
  const isHere = () => place.value.chatId === chatId;
  if (!isHere() && !panels.shows(chatId)) return;
  const { db } = await app.services();
  const chat = await found(getChat(db, chatId));
  if (chat) panels.follow({ projectId: chat.projectId, chatId, title: chat.title });
  else panels.close(chatId);
  if (!isHere()) return;
  const { projectId } = chat ?? place.value;
  await place.goTo({ projectId, chatId: chat ? chatId : null });
}

/** A project's tab is called as the project is. Of one that was deleted for good nothing is shown. */
export async function followProject(app: App, projectId: string): Promise<void> {
  const { place, panels } = app;
  const isHere = () => place.value.projectId === projectId;
  if (!isHere() && !panels.shows(projectId)) return;
  const { db } = await app.services();
  const project = await found(getProject(db, projectId));
  if (project) return panels.rename(projectId, project.name);
  panels.close(projectId);
  if (isHere()) await goToLatest(app);
}

const found = <T>(reading: Promise<T>): Promise<T | undefined> =>
  reading.catch((error: unknown) => {
    if (error instanceof UserError) return undefined;
    throw error;
  });
