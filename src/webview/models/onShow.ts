import type { AppHost, Chat, Message, MessageWindow } from '../../protocol/api';

export const PAGE = 50;
export const MOST_AT_ONCE = 200;

export interface OpenBranch {
  row: Chat;
  window: MessageWindow;
}

/** The end of a chat: so many messages, and at least a page. */
export async function readEnd(host: AppHost, chatId: string, count: number): Promise<OpenBranch> {
  const limit = Math.min(MOST_AT_ONCE, Math.max(PAGE, count));
  const { chat: row, window } = await host.call('openChat', { chatId, limit });
  let { messages, hasOlder } = window;
  while (hasOlder && messages[0] && messages.length < count) {
    const before = { messageId: messages[0].messageId, limit: MOST_AT_ONCE };
    const older = await host.call('olderMessages', before);
    messages = [...older.messages, ...messages];
    hasOlder = older.hasOlder;
  }
  return { row, window: { ...window, messages, hasOlder } };
}

/** A chat's middle: what is on show of it now, but never more than one answer holds. */
export async function readMiddle(
  host: AppHost,
  chatId: string,
  { messageId }: Message,
  count: number,
): Promise<OpenBranch> {
  const { chat: row } = await host.call('openChat', { chatId, limit: 1 });
  const part = { messageId, before: 0, after: Math.min(MOST_AT_ONCE, count) };
  return { row, window: await host.call('messagesAround', part) };
}
