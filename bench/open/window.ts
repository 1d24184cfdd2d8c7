import { toChat, toMessage } from '../../src/chat/shapes';
import { getChat } from '../../src/db/chats';
import { getMessage, readBranch } from '../../src/db/messages';
import type { Db } from '../../src/db/open';

const LIMIT = 50;

/** What the handler of `openChat` does, up to the text that VS Code sends to the webview. */
export async function openWindow(db: Db, chatId: string): Promise<string> {
  const chat = await getChat(db, chatId);
  const window = chat.leafId === null ? null : await readWindow(db, chat.leafId);
  return JSON.stringify({ chat: toChat(chat), draft: chat.draft, window });
}

/** And what `olderMessages` does. Returns the oldest message's id, undefined when there is none before it. */
export async function olderWindow(db: Db, messageId: string): Promise<string | undefined> {
  const { parentId } = await getMessage(db, messageId);
  if (parentId === null) return undefined;
  const window = await readWindow(db, parentId);
  JSON.stringify(window);
  return window.messages[0]?.messageId;
}

async function readWindow(db: Db, leafId: string) {
  const rows = await readBranch(db, leafId, LIMIT + 1);
  const shown = rows.slice(-LIMIT);
  return { messages: shown.map(toMessage), hasOlder: rows.length > shown.length };
}
