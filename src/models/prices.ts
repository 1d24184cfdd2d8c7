import type { ListPrice } from './priceData';
import { type AskedModel, findListed, pricesAt } from './priceList';
import type { Usage } from './provider';

/** US dollars for a million tokens. */
export interface Prices {
  input: number;
  output: number;
  /** Of the input; what is missing costs like other input. */
  cachedInput?: number;
  cacheWrite?: number;
}

/** The user's own, by `provider:model` or by the provider's name of the model; a `*` at the end fits any ending. */
export type OwnPrices = Record<string, Prices>;

/**
 * What a request has cost. Billionths of a US dollar, whole ones: a cheap answer comes to less than a millionth, and
 * sums of whole numbers agree to the last digit. They stay exact up to nine million dollars.
 */
export interface Cost {
  nanos: number;
  /** What the provider's cache has saved. Below zero where writing to it cost more. */
  savedNanos: number;
  /** The tokens were not counted by the provider. */
  estimated: boolean;
}

export interface PriceOptions {
  /** As `provider:model`. */
  modelId: string;
  asked: AskedModel;
  ownPrices?: OwnPrices;
  /** From the provider's own list of models. */
  listed?: Prices | undefined;
  /** When the request was made: prices change. */
  at?: Date;
}

/** Null when the price or the tokens are not known: unknown is not nothing. The user's own price goes first. */
export function priceOf(
  usage: Usage & { estimated?: boolean },
  options: PriceOptions,
): Cost | null {
  const { inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0 } = usage;
  if (inputTokens === null || outputTokens === null) return null;
  const prices = pricesOf(options, inputTokens);
  if (!prices) return null;
  const { input, output, cachedInput = input, cacheWrite = input } = prices;
  const plain = Math.max(0, inputTokens - cachedInputTokens - cacheWriteTokens);
  const picos =
    plain * toPicos(input) +
    cachedInputTokens * toPicos(cachedInput) +
    cacheWriteTokens * toPicos(cacheWrite) +
    outputTokens * toPicos(output);
  const uncached = Math.max(plain, inputTokens) * toPicos(input) + outputTokens * toPicos(output);
  return {
    nanos: toNanos(picos),
    savedNanos: toNanos(uncached) - toNanos(picos),
    estimated: usage.estimated ?? false,
  };
}

/** Those for a request of so many tokens of input. */
export function pricesOf(options: PriceOptions, inputTokens = 0): Prices | null {
  const { modelId, asked, ownPrices = {}, listed, at = new Date() } = options;
  const own = ownPrice(ownPrices, [modelId, asked.model]);
  if (own ?? listed) return own ?? listed ?? null;
  const model = findListed(asked);
  const found = model && pricesAt(model, at);
  const input = tiered(found?.input, inputTokens);
  const output = tiered(found?.output, inputTokens);
  if (input === undefined || output === undefined) return null;
  const cachedInput = tiered(found?.cache_read, inputTokens);
  const cacheWrite = tiered(found?.cache_write, inputTokens);
  return {
    input,
    output,
    ...(cachedInput !== undefined && { cachedInput }),
    ...(cacheWrite !== undefined && { cacheWrite }),
  };
}

/** The exact name before a pattern, the longer pattern before the shorter. */
function ownPrice(own: OwnPrices, names: string[]): Prices | undefined {
  const exact = names.find((name) => Object.hasOwn(own, name));
  if (exact !== undefined) return own[exact];
  const [longest] = Object.keys(own)
    .filter((key) => key.endsWith('*') && names.some((name) => name.startsWith(key.slice(0, -1))))
    .sort((a, b) => b.length - a.length);
  return longest === undefined ? undefined : own[longest];
}

function tiered(price: ListPrice | undefined, inputTokens: number): number | undefined {
  if (price === undefined || typeof price === 'number') return price;
  return price.tiers.findLast(({ start }) => inputTokens > start)?.price ?? price.base;
}

/** Of one token: a whole number for prices with up to six places behind the point. */
const toPicos = (perMillion: number) => Math.round(perMillion * 1e6);
const toNanos = (picos: number) => Math.round(picos / 1000);

/** What is wrong with a price that somebody typed; `undefined` when nothing is. */
export function priceProblem({ input, output, cachedInput, cacheWrite }: Prices) {
  const all = [input, output, cachedInput ?? 0, cacheWrite ?? 0];
  return all.every((price) => Number.isFinite(price) && price >= 0 && price <= 1e6)
    ? undefined
    : 'A price is in US dollars for a million tokens, from 0 up.';
}
