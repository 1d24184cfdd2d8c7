import * as z from 'zod';
import { SHELVES } from '../../db/schema';
import { Id, Time } from './basics';

export const Chat = z.object({
  chatId: Id,
  projectId: Id,
  title: z.string(),
  model: z.string().nullable(),
  pinned: z.boolean(),
  shelf: z.enum(SHELVES),
  updatedAt: Time,
  /** When it was archived or deleted; null while it is active. */
  shelvedAt: Time.nullable(),
  /** One line: the draft, else the start of the last message. */
  preview: z.string(),
  hasDraft: z.boolean(),
});
export type Chat = z.infer<typeof Chat>;

export const TrashedChat = Chat.extend({ projectName: z.string() });
export type TrashedChat = z.infer<typeof TrashedChat>;

/** Chats that something is done to at once, with one Undo. */
export const ChatIds = z.object({ chatIds: z.array(Id).min(1).max(5_000) });
