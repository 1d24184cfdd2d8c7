import type { Fetch } from './request';
import { openaiCompatible } from './providers/openaiCompatible';
import { isModelError, type Model, type ModelError } from './provider';

export interface Discovery {
  /** The candidate that answered. */
  baseUrl: string;
  models: Model[];
  /** Why there are none, when the server wants a key, or another. */
  problem: ModelError | null;
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
 * Asks all addresses at once for their models and takes the first that has some. One that asks for a key is found
 * as well: it is the right one, whatever the others say.
 * @throws {ModelError} when there is none of these; as it is when `signal` ends it
 */
export async function discoverModels(
  { candidates, ...options }: DiscoverOptions,
  signal: AbortSignal,
): Promise<Discovery> {
  const asked = await Promise.allSettled(
    candidates.map(async (baseUrl): Promise<Discovery> => {
      const provider = openaiCompatible({ id: 'discover', baseUrl, ...options });
      try {
        return { baseUrl, models: await provider.listModels(signal), problem: null };
      } catch (problem) {
        if (!isModelError(problem) || problem.action !== 'setKey') throw problem;
        return { baseUrl, models: [], problem };
      }
    }),
  );
  signal.throwIfAborted();
  const found = asked.filter((one) => one.status === 'fulfilled').map((one) => one.value);
  const best =
    found.find(({ models }) => models.length > 0) ??
    found.find(({ problem }) => problem !== null) ??
    found[0];
  if (best) return best;
  throw asked.find((one) => one.status === 'rejected')?.reason;
}
