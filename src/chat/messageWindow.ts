import { readAround } from '../db/messageWindows';
import { type BranchMessage, getMessage, readBranch } from '../db/messages';
import type { Db } from '../db/open';
import type { MessageWindow } from '../protocol/api';
import type { Answers } from './answers';
import { toMessage } from './shapes';

/** Where messages are read from: of an answer in flight the library may be a moment behind. */
export interface Messages {
  db: Db;
  answers: Pick<Answers, 'received'>;
}

export const NO_MESSAGES: MessageWindow = { messages: [], hasOlder: false, hasNewer: false };

/** The end of the branch with this leaf. */
export async function readWindow(
  from: Messages,
  leafId: string | null,
  limit: number,
): Promise<MessageWindow> {
  if (leafId === null) return NO_MESSAGES;
  const rows = await readBranch(from.db, leafId, limit + 1);
  const messages = rows.slice(-limit).map((row) => withReceived(from, row));
  return { messages, hasOlder: rows.length > messages.length, hasNewer: false };
}

/** What is before this message. */
export async function readOlder(
  from: Messages,
  messageId: string,
  limit: number,
): Promise<MessageWindow> {
  const { parentId } = await getMessage(from.db, messageId);
  return readWindow(from, parentId, limit);
}

/** What is around this message, without the first `skip` of it. */
export async function readPart(
  from: Messages,
  part: { messageId: string; before: number; after: number },
  skip = 0,
): Promise<MessageWindow> {
  const { chatId } = await getMessage(from.db, part.messageId);
  const { rows, ...more } = await readAround(from.db, { chatId, ...part });
  return { messages: rows.slice(skip).map((row) => withReceived(from, row)), ...more };
}

const withReceived = ({ answers }: Messages, row: BranchMessage) => ({
  ...toMessage(row),
  ...answers.received(row.id),
});
