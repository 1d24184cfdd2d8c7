import { correctionFor } from '../context/correction';
import { type Abandoned, listAbandoned, markInterrupted } from '../db/abandoned';
import { type RequestFigures } from '../db/answers';
import type { Db } from '../db/open';
import { corrected } from '../models/estimates';
import type { Billing } from './billing';

/** Ends answers whose process died, with all that had arrived and an estimate of what it has cost. */
export async function interrupt(db: Db, billing: Billing, messageIds: string[]): Promise<void> {
  if (messageIds.length === 0) return;
  const abandoned = await listAbandoned(db, messageIds);
  const bills = await Promise.all(
    abandoned.map(async (one) => ({
      requestId: one.requestId,
      figures: await estimate(db, billing, one),
    })),
  );
  await markInterrupted(
    db,
    messageIds,
    bills.filter(({ figures }) => figures.inputTokens !== undefined),
  );
}

/** Of a request of which nothing came nothing is known. */
async function estimate(
  db: Db,
  { count, priceOf }: Billing,
  { model, countedTokens, received }: Abandoned,
): Promise<RequestFigures> {
  if (countedTokens === null) return {};
  const factor = await correctionFor(db, model);
  const [answered = 0] = await count([received]);
  const inputTokens = corrected(countedTokens, factor);
  const outputTokens = corrected(answered, factor);
  const cost = priceOf(model, { inputTokens, outputTokens, estimated: true });
  return { inputTokens, outputTokens, isEstimated: true, costNanos: cost?.nanos ?? null };
}
