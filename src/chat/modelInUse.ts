import { SEARCH_ID } from '../context/search';
import { getChat } from '../db/chats';
import type { Db } from '../db/open';
import { getProject } from '../db/projects';

/** The chat's own model, else the project's, else Search. */
export async function modelInUse(db: Db, chatId: string): Promise<string> {
  const chat = await getChat(db, chatId);
  return chat.model ?? (await getProject(db, chat.projectId)).model ?? SEARCH_ID;
}

/** Of a chat, or of a project that a new chat would be made in. */
export async function modelAt(
  db: Db,
  { projectId, chatId }: { projectId: string | null; chatId: string | null },
): Promise<string> {
  if (chatId !== null) return modelInUse(db, chatId);
  if (projectId === null) return SEARCH_ID;
  return (await getProject(db, projectId)).model ?? SEARCH_ID;
}
