import { createInsertSchema } from 'drizzle-orm/zod';
import * as z from 'zod';
import {
  chats,
  type files,
  type messages,
  projects,
  REASONING_EFFORTS,
  type requestParts,
  type requests,
  type SHELVES,
} from './schema';

export type ProjectRow = typeof projects.$inferSelect;
export type ChatRow = typeof chats.$inferSelect;
export type MessageRow = typeof messages.$inferSelect;
export type FileRow = typeof files.$inferSelect;
export type RequestRow = typeof requests.$inferSelect;
export type RequestPartRow = typeof requestParts.$inferSelect;
export type Shelf = (typeof SHELVES)[number];

/** Output limit where a model does not say its own. */
export const MAX_TOKENS_LIMIT = 32_000;
const NAME_LIMIT = 255;
const TEXT_LIMIT = 1_000_000;

/** Text not sent yet; kept as typed. */
export const Draft = z.string().max(TEXT_LIMIT);
export const ChatTitle = z.string().trim().min(1, 'A chat needs a title.').max(NAME_LIMIT);

const temperature = z
  .number()
  .min(0, 'Temperature is from 0 to 2.')
  .max(2, 'Temperature is from 0 to 2.');
const maxTokens = z.int().min(1, 'Max tokens is at least 1.').max(10_000_000);
const cap = z.int().min(0, 'A limit is not below 0.');
const topP = z.number().min(0, 'Top-p is from 0 to 1.').max(1, 'Top-p is from 0 to 1.');
const stop = z
  .array(
    z
      .string()
      .min(1, 'An empty text stops nothing.')
      .max(500, 'A stop text has at most 500 characters.'),
  )
  .max(16, 'There are at most 16 stop texts.');
const extraBody = z
  .record(z.string(), z.unknown())
  .refine(
    (body) => JSON.stringify(body).length <= 100_000,
    'The extra body has at most 100,000 characters.',
  );

/** A change of settings, one by one; null gives one back to the project, or to the provider. */
export const SettingsChange = z.object({
  temperature: temperature.nullable().exactOptional(),
  maxTokens: maxTokens.nullable().exactOptional(),
  topP: topP.nullable().exactOptional(),
  reasoningEffort: z.enum(REASONING_EFFORTS).nullable().exactOptional(),
  stop: stop.nullable().exactOptional(),
  extraBody: extraBody.nullable().exactOptional(),
});
export type SettingsChange = z.infer<typeof SettingsChange>;

/** What may be written to a project: the one place that bounds its fields. */
export const ProjectInput = createInsertSchema(projects, {
  name: () => z.string().trim().min(1, 'A project needs a name.').max(NAME_LIMIT),
  description: () => z.string().max(TEXT_LIMIT),
  instructions: () => z.string().max(TEXT_LIMIT),
  model: () => z.string().min(1).max(500),
  temperature: () => temperature,
  maxTokens: () => maxTokens,
  capNanos: () => cap,
  capTokens: () => cap,
})
  .pick({
    name: true,
    description: true,
    instructions: true,
    model: true,
    temperature: true,
    maxTokens: true,
    capNanos: true,
    capTokens: true,
  })
  // Optional already, for columns with a default; the derived type does not know it.
  .partial({
    description: true,
    instructions: true,
    model: true,
    temperature: true,
    maxTokens: true,
    capNanos: true,
    capTokens: true,
  });
export type ProjectInput = z.infer<typeof ProjectInput>;

export const ChatInput = createInsertSchema(chats, {
  title: () => ChatTitle,
  model: () => z.string().min(1).max(500),
  draft: () => Draft,
})
  .pick({ title: true, model: true, draft: true })
  .partial();
export type ChatInput = z.infer<typeof ChatInput>;

/** Of one message. More than this every provider would take, but nobody would mean. */
export const MOST_PICTURES = 20;

const WrittenText = z
  .string()
  .max(TEXT_LIMIT, 'A message has at most 1,000,000 characters. Attach a file instead.');
export const NOTHING_WRITTEN = 'Write a message first.';

/** A message as the user may write it. Its text is kept as typed; only a NUL cannot be stored. */
export const MessageText = WrittenText.refine((text) => text.trim() !== '', NOTHING_WRITTEN);

/** What is sent: words, or pictures of the draft, or both. */
export const Written = z.object({
  text: WrittenText,
  pictureIds: z.array(z.uuid()).max(MOST_PICTURES).default([]),
});
export const isWritten = ({ text, pictureIds }: z.output<typeof Written>): boolean =>
  text.trim() !== '' || pictureIds.length > 0;
