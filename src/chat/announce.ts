import { getChat } from '../db/chats';
import { getMessage } from '../db/messages';
import type { Db } from '../db/open';
import type { events, Message } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { toMessage } from './shapes';

export interface Announcing {
  db: Db;
  publish: Publish<typeof events>;
  log(error: unknown): void;
}

/** Tells the webviews what a message is now. The library may be gone by then; that stops nothing else. */
export async function announce({ db, publish, log }: Announcing, messageId: string) {
  try {
    const message = toMessage(await getMessage(db, messageId));
    const { id: chatId, projectId } = await getChat(db, message.chatId);
    publish('messageChanged', message);
    publish('chatsChanged', { projectId, chatId });
    return { message, place: { projectId, chatId } };
  } catch (error) {
    log(error);
    return undefined;
  }
}

/** The message that was sent, where there is a new one, and the answer that begins. */
export async function announceBegin(
  announcing: Announcing,
  messageId: string,
  userId?: string,
): Promise<Message | undefined> {
  if (userId !== undefined) {
    const asked = await announce(announcing, userId);
    if (asked) announceSent(announcing, asked.place);
  }
  return (await announce(announcing, messageId))?.message;
}

/** What was written is sent; of a first message, on the project's home. */
function announceSent({ publish }: Announcing, place: { projectId: string; chatId: string }): void {
  publish('draftChanged', { ...place, draft: '' });
  publish('draftPicturesChanged', place);
  publish('draftPicturesChanged', { ...place, chatId: null });
}
