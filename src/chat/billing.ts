import { pictureTokens } from '../context/look';
import { sum } from '../context/requestTexts';
import type { RequestFigures } from '../db/answers';
import { corrected } from '../models/estimates';
import { readImageHeader } from '../models/imageHeader';
import type { ModelRequest, Usage } from '../models/provider';
import type { Cost } from '../models/prices';

/** What an answer's tokens are counted, priced and bounded by. */
export interface Billing {
  /** Tokens of each text, as our own counter has them. */
  count(texts: string[]): Promise<number[]>;
  /** Null when the price is not known. */
  priceOf(modelId: string, usage: Usage & { estimated: boolean }): Cost | null;
  /** Tokens of a request and its answer together; null when nobody knows. */
  contextOf(modelId: string): number | null;
  /** Whether a model can be shown pictures; where nobody knows, it is tried. */
  sees(modelId: string): boolean;
}

/** Where nobody counts and nothing is known of a model. */
export const unpriced: Billing = {
  count: (texts) => Promise.resolve(texts.map(() => 0)),
  priceOf: () => null,
  contextOf: () => null,
  sees: () => true,
};

/** One request, once no more of its answer will come. */
export interface Billed {
  modelId: string;
  request: ModelRequest;
  /** What the provider said it counted. */
  usage: Usage | undefined;
  /** What came of the answer by this request. */
  received: string[];
  /** It was stopped here, and not refused there: what was sent is paid for, whatever came. */
  isStopped?: boolean;
  /** By how much the model's tokens differ from those that are counted here. */
  factor?: number;
}

/**
 * What a request cost: the provider's own count where it came. Where an answer was cut off before it, both sides are
 * counted here and marked as estimates; where nothing came at all, nothing is known.
 */
export async function bill(
  billing: Billing,
  { modelId, request, usage, received, isStopped = false, factor = 1 }: Billed,
): Promise<RequestFigures> {
  const told = usage && usage.inputTokens !== null && usage.outputTokens !== null;
  if (!told && !isStopped && received.every((text) => text === '')) return {};
  const asked = { modelId, request, received, factor };
  const counted = told ? usage : await estimate(billing, asked);
  const cost = billing.priceOf(modelId, { ...counted, estimated: !told });
  return {
    inputTokens: counted.inputTokens,
    outputTokens: counted.outputTokens,
    cachedTokens: counted.cachedInputTokens ?? null,
    reasoningTokens: counted.reasoningTokens ?? null,
    isEstimated: !told,
    costNanos: cost?.nanos ?? null,
    savedNanos: cost?.savedNanos ?? null,
  };
}

async function estimate(
  billing: Billing,
  { modelId, request, received, factor }: Required<Omit<Billed, 'usage' | 'isStopped'>>,
): Promise<Usage> {
  const answered = await billing.count(received);
  return {
    inputTokens: corrected(await countRequest(billing, modelId, request), factor),
    outputTokens: corrected(sum(answered), factor),
  };
}

/** Our own count of what is sent. */
export async function countRequest(
  { count }: Pick<Billing, 'count'>,
  modelId: string,
  { system, turns }: ModelRequest,
): Promise<number> {
  const images = turns.flatMap((turn) => turn.images ?? []);
  const sizes = images.flatMap(({ data }) => readImageHeader(data) ?? []);
  const counts = await count([system, ...turns.map(({ text }) => text)]);
  return sum(counts) + pictureTokens(modelId, sizes);
}
