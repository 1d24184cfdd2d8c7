import * as z from 'zod';
import { FILE_MODES } from '../../db/schema';
import { Id, Time } from './basics';

export const FILE_STATES = [
  'current',
  'changed',
  'kept',
  'missing',
  'binary',
  'tooLarge',
  'unreadable',
  'untrusted',
] as const;

export const Attachment = z.object({
  fileId: Id,
  projectId: Id,
  uri: z.string(),
  path: z.string(),
  mode: z.enum(FILE_MODES),
  /** `changed`: differs from what a model last saw; `kept`: a snapshot. The rest are left out of requests. */
  state: z.enum(FILE_STATES),
  /** Why it is left out, as a sentence; null when it is sent. */
  why: z.string().nullable(),
  /** Bytes; null when not known. */
  size: z.int().nullable(),
  /** Null until counted, or when left out. */
  tokens: z.int().nullable(),
  addedAt: Time,
});
export type Attachment = z.infer<typeof Attachment>;
