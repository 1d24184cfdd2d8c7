import { pictureTokens } from '../context/look';
import type { RequestFigures } from '../db/answers';
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
}

/**
 * What a request cost: the provider's own count where it came. Where an answer was cut off before it, both sides are
 * counted here and marked as estimates; where nothing came at all, nothing is known.
 */
export async function bill(
  billing: Billing,
  { modelId, request, usage, received }: Billed,
): Promise<RequestFigures> {
  const told = usage && usage.inputTokens !== null && usage.outputTokens !== null;
  if (!told && received.every((text) => text === '')) return {};
  const counted = told ? usage : await estimate(billing, { modelId, request, received });
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
  { count }: Billing,
  { modelId, request: { system, turns }, received }: Omit<Billed, 'usage'>,
): Promise<Usage> {
  const sent = [system, ...turns.map(({ text }) => text)];
  const images = turns.flatMap((turn) => turn.images ?? []);
  const sizes = images.flatMap(({ data }) => readImageHeader(data) ?? []);
  const counts = await count([...sent, ...received]);
  const sum = (some: number[]) => some.reduce((total, tokens) => total + tokens, 0);
  return {
    inputTokens: sum(counts.slice(0, sent.length)) + pictureTokens(modelId, sizes),
    outputTokens: sum(counts.slice(sent.length)),
  };
}
