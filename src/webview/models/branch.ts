import type { Message, MessageWindow } from '../../protocol/api';

export interface Delta {
  messageId: string;
  kind: 'text' | 'reasoning';
  offset: number;
  text: string;
  reasoningMs?: number | undefined;
}

/** The branch with this message in its place; undefined when it cannot be told where it belongs. */
export function put(branch: readonly Message[], message: Message): Message[] | undefined {
  const index = branch.findLastIndex((m) => m.messageId === message.messageId);
  if (index >= 0) return branch.with(index, message);
  const last = branch.at(-1);
  return message.parentId === (last?.messageId ?? null) ? [...branch, message] : undefined;
}

/** The branch with more of an answer; undefined when something before it was missed. */
export function append(branch: readonly Message[], delta: Delta): readonly Message[] | undefined {
  const index = branch.findLastIndex((m) => m.messageId === delta.messageId);
  const message = branch[index];
  if (!message) return undefined;
  const known = message[delta.kind];
  if (delta.offset > known.length) return undefined;
  const fresh = delta.text.slice(known.length - delta.offset);
  if (!fresh) return branch;
  const { reasoningMs = message.reasoningMs } = delta;
  return branch.with(index, { ...message, reasoningMs, [delta.kind]: known + fresh });
}

/** A newly read end of the branch, with the older messages that are still before it. */
export function rejoin(branch: readonly Message[], window: MessageWindow): MessageWindow {
  const first = window.messages[0];
  const index = first ? branch.findIndex((m) => m.messageId === first.parentId) : -1;
  if (index < 0) return window;
  const messages = [...branch.slice(0, index + 1), ...window.messages];
  return { ...window, messages, hasOlder: true };
}
