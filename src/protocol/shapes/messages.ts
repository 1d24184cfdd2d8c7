import * as z from 'zod';
import { MESSAGE_STATUSES, ROLES } from '../../db/schema';
import { Id, Time } from './basics';
import { Picture } from './pictures';

/** What stands beside an answer once its request has ended. */
export const Figures = z.object({
  requestId: Id,
  durationMs: z.number().nullable(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  /** Our own count, not the provider's. */
  isEstimated: z.boolean(),
  /** Billionths of a US dollar; null when the price is not known. */
  costNanos: z.int().nullable(),
  /** What the provider's cache saved of it; below zero where writing to it cost more. */
  savedNanos: z.int().nullable(),
});

export const Message = z.object({
  messageId: Id,
  chatId: Id,
  parentId: Id.nullable(),
  role: z.enum(ROLES),
  status: z.enum(MESSAGE_STATUSES),
  text: z.string(),
  reasoning: z.string(),
  /** Its words are not what was written: the library's file was damaged. `lasting` when they could not be put right. */
  damage: z.enum(['new', 'lasting']).nullable(),
  /** How long the model thought; null while it does, and where nobody timed it. */
  reasoningMs: z.int().nullable(),
  /** The model's name as shown; null on the user's own messages. */
  model: z.string().nullable(),
  /** The model as settings and keys know it: `provider:model`. */
  modelId: z.string().nullable(),
  /** The built-in Search answered: no model was asked. */
  isSearch: z.boolean(),
  problem: z
    .object({
      sentence: z.string(),
      action: z
        .enum([
          'setKey',
          'chooseModel',
          'retry',
          'manageModels',
          'trust',
          'changeLimit',
          'changeProjectLimit',
        ])
        .optional(),
      /** The answer waits to be asked for again by itself at this time. */
      retryAt: Time.optional(),
      remedy: z.enum(['continue', 'shorten', 'showResponse']).optional(),
      /** The beginning of what the server sent. */
      response: z.string().optional(),
    })
    .nullable(),
  figures: Figures.nullable(),
  pictures: z.array(Picture),
  /** Where the answer says it has something from. */
  citations: z.array(z.object({ url: z.string(), title: z.string() })),
  /** Which of its siblings this is, from 1. */
  version: z.object({ index: z.int(), count: z.int() }),
  createdAt: Time,
});
export type Message = z.infer<typeof Message>;

/** A window of a chat's branch on show, oldest first. */
export const MessageWindow = z.object({
  messages: z.array(Message),
  /** There are older messages before the first of these. */
  hasOlder: z.boolean(),
  /** There are newer ones after the last. */
  hasNewer: z.boolean(),
});
export type MessageWindow = z.infer<typeof MessageWindow>;

/** In the order of the branch: how often each message has the text, and how often of these in what its model thought. */
export const FoundInChat = z.array(
  z.object({ messageId: Id, count: z.int(), inReasoning: z.int() }),
);
export type FoundInChat = z.infer<typeof FoundInChat>;
