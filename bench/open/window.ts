import { readOlder, readWindow } from '../../src/chat/messageWindow';
import { toChat } from '../../src/chat/shapes';
import { getChat } from '../../src/db/chats';
import type { Db } from '../../src/db/open';

const LIMIT = 50;
/** No answer is in flight. */
const answers = { received: () => undefined };

/** What the handler of `openChat` does, up to the text that VS Code sends to the webview. */
export async function openWindow(db: Db, chatId: string): Promise<string> {
  const chat = await getChat(db, chatId);
  const window = await readWindow({ db, answers }, chat.leafId, LIMIT);
  return JSON.stringify({ chat: toChat(chat), draft: chat.draft, window });
}

/** And what `olderMessages` does. Returns the oldest message's id, undefined when there is none before it. */
export async function olderWindow(db: Db, messageId: string): Promise<string | undefined> {
  const window = await readOlder({ db, answers }, messageId, LIMIT);
  JSON.stringify(window);
  return window.messages[0]?.messageId;
}
