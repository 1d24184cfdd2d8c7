import * as z from 'zod';
import { SHELVES } from '../../db/schema';
import { Id, Time } from './basics';

export const ProjectSummary = z.object({
  projectId: Id,
  name: z.string(),
  chatCount: z.int(),
  fileCount: z.int(),
  /** When a message was last written to one of its chats; else when it was made. */
  lastActive: Time,
});
export type ProjectSummary = z.infer<typeof ProjectSummary>;

/** As one types it; empty where it is the provider's own choice. */
export const TypedSettings = z.object({
  topP: z.string().max(100),
  reasoningEffort: z.string().max(100),
  /** Texts between commas. */
  stop: z.string().max(20_000),
  /** JSON. */
  extraBody: z.string().max(200_000),
});

export const Project = ProjectSummary.extend({
  description: z.string(),
  instructions: z.string(),
  model: z.string().nullable(),
  temperature: z.number(),
  maxTokens: z.int(),
  /** What it may cost in a calendar month, in billionths of a US dollar; null: no limit. */
  capNanos: z.int().nullable(),
  capTokens: z.int().nullable(),
  settings: TypedSettings,
  draft: z.string(),
  shelf: z.enum(SHELVES),
});
export type Project = z.infer<typeof Project>;

/** What was deleted and can still come back. */
export const TrashedProject = z.object({
  projectId: Id,
  name: z.string(),
  chatCount: z.int(),
  deletedAt: Time,
});
export type TrashedProject = z.infer<typeof TrashedProject>;

export const ProjectIds = z.object({ projectIds: z.array(Id).min(1).max(5_000) });
