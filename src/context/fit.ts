import { overflowOf } from '../models/estimates';
import type { ModelError } from '../models/provider';
import { sum } from './requestTexts';
import type { CountTokens } from './tokenCounts';

export interface Asked {
  /** What the request's tokens are counted by. */
  texts: string[];
  /** What the answer may have. */
  maxTokens: number;
  /** Null when nobody knows. */
  contextTokens: number | null;
}

/**
 * The error of a request that the model cannot take; undefined when it may go. A token is at least a byte: what fits
 * by its bytes is not counted.
 */
export async function overflowOfTexts(
  count: CountTokens,
  { texts, ...limits }: Asked,
): Promise<ModelError | undefined> {
  if (limits.contextTokens === null) return undefined;
  const bytes = sum(texts.map((text) => Buffer.byteLength(text)));
  if (!overflowOfCounted({ ...limits, inputTokens: bytes })) return undefined;
  return overflowOfCounted({ ...limits, inputTokens: sum(await count(texts)) });
}

/** Our count is an estimate: another model's tokens are others, and what wraps the texts is not in it. */
export const overflowOfCounted = (counted: {
  inputTokens: number;
  maxTokens: number;
  contextTokens: number | null;
}): ModelError | undefined => overflowOf({ ...counted, exact: false });
