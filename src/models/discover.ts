import type { Fetch } from './request';
import { openaiCompatible } from './openaiCompatible';
import { isModelError, type Model } from './provider';

export interface Discovery {
  /** The candidate that answered. */
  baseUrl: string;
  models: Model[];
}

export interface DiscoverOptions {
  /** As shown. */
  name: string;
  /** From `readAddress`, all of one origin. */
  candidates: string[];
  apiKey: () => Promise<string | undefined>;
  fetch?: Fetch;
}

/**
 * Asks all addresses at once for their models and takes the first that has some.
 * @throws {ModelError} for the address that came nearest; as it is when `signal` ends it
 */
export async function discoverModels(
  { candidates, ...options }: DiscoverOptions,
  signal: AbortSignal,
): Promise<Discovery> {
  const asked = await Promise.allSettled(
    candidates.map(async (baseUrl): Promise<Discovery> => {
      const provider = openaiCompatible({ id: 'discover', baseUrl, ...options });
      return { baseUrl, models: await provider.listModels(signal) };
    }),
  );
  signal.throwIfAborted();
  const found = asked.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  const best = found.find(({ models }) => models.length > 0) ?? found[0];
  if (best) return best;
  throw nearest(asked.map((one): unknown => (one.status === 'rejected' ? one.reason : undefined)));
}

/** An address that asks for a key is the right one, whatever the others say. */
const nearest = (reasons: unknown[]) =>
  reasons.find((reason) => isModelError(reason) && reason.action === 'setKey') ?? reasons[0];
