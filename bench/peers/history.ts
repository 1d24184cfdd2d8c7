import { randomUUID } from 'node:crypto';
import { textOf } from '../text';

/** A chat as the peers keep it: one object with all its messages. */
export interface Session {
  id: string;
  title: string;
  createdAt: number;
  messages: Message[];
}
export interface Message {
  id: string;
  role: 'user' | 'assistant';
  content: string;
  createdAt: number;
}

export function messageOf(n: number): Message {
  const role = n % 2 ? 'assistant' : 'user';
  return { id: randomUUID(), role, content: textOf(n), createdAt: Date.now() };
}

export function sessionOf(messages: number): Session {
  const all = Array.from({ length: messages }, (_, n) => messageOf(n));
  return { id: randomUUID(), title: 'Retry policy', createdAt: Date.now(), messages: all };
}
