import * as z from 'zod';
import { Id, Time } from './basics';

/** What requests came to. Costs are billionths of a US dollar. */
export const Sums = z.object({
  requestCount: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costNanos: z.int(),
  /** Requests without a known price: what they cost is unknown, not nothing. */
  unpricedCount: z.int(),
  estimatedCount: z.int(),
});
export type Sums = z.infer<typeof Sums>;

export const UsageLimit = z.object({
  /** Null: the library's. */
  projectId: Id.nullable(),
  name: z.string(),
  unit: z.enum(['nanos', 'tokens']),
  cap: z.int(),
  spent: z.int(),
  /** Set aside for answers that are under way. */
  reserved: z.int(),
});
export type UsageLimit = z.infer<typeof UsageLimit>;

/** As in `2026-11`. */
export const Month = z
  .string()
  .max(7)
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .meta({ examples: ['2026-11'] });

/** What was spent in a calendar month (UTC), the dearest first. */
export const Usage = z.object({
  /** As in `2026-11`. */
  month: z.string(),
  /** From the first request to this month, the last first. */
  months: z.array(z.string()),
  total: Sums,
  days: z.array(Sums.extend({ day: z.string() })),
  /** A project without a name was deleted for good. */
  projects: z.array(Sums.extend({ projectId: z.string(), name: z.string().nullable() })),
  models: z.array(Sums.extend({ name: z.string() })),
  chats: z.array(Sums.extend({ chatId: Id, projectId: Id, title: z.string() })),
  answers: z.array(
    z.object({
      requestId: Id,
      chatId: Id,
      title: z.string(),
      model: z.string(),
      inputTokens: z.int(),
      outputTokens: z.int(),
      costNanos: z.int().nullable(),
      isEstimated: z.boolean(),
      createdAt: Time,
    }),
  ),
  /** Of this month only. */
  limits: z.array(UsageLimit),
});
export type Usage = z.infer<typeof Usage>;
