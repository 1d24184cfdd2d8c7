import * as z from 'zod';
import { PART_KINDS, REASONING_EFFORTS } from '../../db/schema';
import { Id, Time } from './basics';
import { Sums } from './usage';

export const ReceiptPart = z.object({
  kind: z.enum(PART_KINDS),
  label: z.string(),
  hash: z.string().nullable(),
  omitted: z.string().nullable(),
});

export const Receipt = z.object({
  receiptId: Id,
  messageId: Id,
  model: z.string(),
  temperature: z.number().nullable(),
  maxTokens: z.int().nullable(),
  /** The other settings. */
  settings: z.object({
    topP: z.number().exactOptional(),
    reasoningEffort: z.enum(REASONING_EFFORTS).exactOptional(),
    stop: z.array(z.string()).exactOptional(),
    extraBody: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cachedTokens: z.int().nullable(),
  reasoningTokens: z.int().nullable(),
  isEstimated: z.boolean(),
  costNanos: z.int().nullable(),
  savedNanos: z.int().nullable(),
  /** Settings that the model does not take and that were not sent. */
  dropped: z.array(z.string()),
  durationMs: z.number().nullable(),
  createdAt: Time,
  parts: z.array(ReceiptPart),
});
export type Receipt = z.infer<typeof Receipt>;

/** What the next request would have if it were sent now. Tokens are our own count. */
export const RequestPreview = z.object({
  parts: z.array(z.object({ label: z.string(), tokens: z.int() })),
  inputTokens: z.int(),
  /** Of the request and its answer together; null when nobody knows. */
  contextTokens: z.int().nullable(),
  /** Of the input only: how long the answer becomes nobody knows. Null when the price is not known. */
  costNanos: z.int().nullable(),
  /** Why it would be refused, as a sentence. */
  problem: z.string().nullable(),
  /** What helps against the problem. */
  action: z.enum(['chooseModel']).nullable(),
  /** What the chat has come to so far; null before its first message. */
  spent: Sums.nullable(),
  /** What is used up, when that is why; without a project it is the library's. */
  limit: z.object({ projectId: Id.nullable() }).nullable(),
});
export type RequestPreview = z.infer<typeof RequestPreview>;
