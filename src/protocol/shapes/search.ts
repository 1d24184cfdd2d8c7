import * as z from 'zod';
import { ROLES } from '../../db/schema';
import { Id, Time } from './basics';

/** A piece of text; what was looked for is marked. */
export const Segment = z.object({ text: z.string(), marked: z.boolean() });
export type Segment = z.infer<typeof Segment>;

export const SearchHit = z.object({
  kind: z.enum(['message', 'chat', 'project', 'file']),
  /** Of the message, chat, project or attachment. */
  id: Id,
  projectId: Id,
  projectName: z.string(),
  chatId: Id.nullable(),
  /** The chat's title, the project's name or the file's path. */
  title: z.string(),
  /** It is, or what it is in. */
  isArchived: z.boolean(),
  role: z.enum(ROLES).nullable(),
  /** In a file, from 1; null for its path. */
  line: z.int().nullable(),
  time: Time.nullable(),
  snippet: z.array(Segment),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchFilter = z.object({
  kind: z.enum(['all', 'messages', 'titles', 'files']),
  order: z.enum(['newest', 'best']),
  projectId: Id.optional(),
  chatId: Id.optional(),
  role: z.enum(ROLES).optional(),
  model: z.string().max(500).optional(),
  /** Written at or after this, and before that. */
  from: Time.optional(),
  to: Time.optional(),
});
export type SearchFilter = z.infer<typeof SearchFilter>;
