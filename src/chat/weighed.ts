import type { Weighed } from '../context/preview';
import { GO_ON } from '../context/request';
import { getChat } from '../db/chats';
import type { BranchMessage } from '../db/messages';
import type { Db } from '../db/open';

/** A message that is about to be sent in this chat. */
export async function nextMessage(
  db: Db,
  chatId: string,
  { text, modelId }: Pick<Weighed, 'text' | 'modelId'>,
): Promise<Weighed> {
  const { projectId, leafId } = await getChat(db, chatId);
  return { projectId, chatId, modelId, leafId, text, sendsPictures: true };
}

/** Another answer to what this one answers, or the rest of it. */
export async function anotherAnswer(
  db: Db,
  { chatId, parentId, text }: Pick<BranchMessage, 'chatId' | 'parentId' | 'text'>,
  modelId: string,
): Promise<Weighed> {
  const { projectId } = await getChat(db, chatId);
  const asked = text === '' ? '' : `${text}\n${GO_ON}`;
  return { projectId, chatId, modelId, leafId: parentId, text: asked, sendsPictures: false };
}
