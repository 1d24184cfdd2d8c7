import { corrected, overflowOf } from '../models/estimates';
import type { ModelError } from '../models/provider';
import { sum } from './requestTexts';
import type { CountTokens } from './tokenCounts';

export interface Asked {
  /** What the request's tokens are counted by. */
  texts: string[];
  /** About what its pictures count. */
  pictureTokens: number;
  /** What the answer may have. */
  maxTokens: number;
  /** Null when nobody knows. */
  contextTokens: number | null;
  /** By how much the model's tokens differ from those that are counted here. */
  factor?: number;
}

/**
 * The error of a request that the model cannot take; undefined when it may go. A token is at least a byte: what fits
 * by its bytes is not counted.
 */
export async function overflowOfTexts(
  count: CountTokens,
  { texts, pictureTokens, factor = 1, ...limits }: Asked,
): Promise<ModelError | undefined> {
  if (limits.contextTokens === null) return undefined;
  const bytes = sum(texts.map((text) => Buffer.byteLength(text)));
  const most = corrected(bytes + pictureTokens, Math.max(1, factor));
  if (!overflowOfCounted({ ...limits, inputTokens: most })) return undefined;
  const inputTokens = corrected(sum(await count(texts)) + pictureTokens, factor);
  return overflowOfCounted({ ...limits, inputTokens });
}

/** Our count is an estimate: another model's tokens are others, and what wraps the texts is not in it. */
export const overflowOfCounted = (counted: {
  inputTokens: number;
  maxTokens: number;
  contextTokens: number | null;
}): ModelError | undefined => overflowOf({ ...counted, exact: false });
