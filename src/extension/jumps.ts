import { v7 as uuidv7 } from 'uuid';
import type { Jump } from '../protocol/api';
import { showMessage } from './actions/chats';
import type { App } from './app';
import { openChatInEditor } from './ask';

/** Shows a message in the editor of its chat: one that is open hears of it, another asks when it starts. */
export async function openMessageInEditor(
  app: App,
  { messageId, words }: Pick<Jump, 'messageId' | 'words'>,
): Promise<void> {
  const { chatId } = await showMessage(app, messageId);
  const jump = { id: uuidv7(), chatId, messageId, words };
  app.jumps.set(chatId, jump);
  await openChatInEditor(app, chatId);
  app.webviews.publish('jumpAsked', jump);
}
