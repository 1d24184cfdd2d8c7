import { findProvider } from '@pydantic/genai-prices';

/** Whom our providers can ask. OpenRouter tells its prices with its models. */
const providers = [
  'anthropic',
  'azure',
  'cerebras',
  'cohere',
  'deepseek',
  'fireworks',
  'google',
  'groq',
  'mistral',
  'moonshotai',
  'openai',
  'perplexity',
  'together',
  'x-ai',
];

/** Of a model's prices, those that an answer in words can cost. */
const kinds = ['input_mtok', 'output_mtok', 'cache_read_mtok', 'cache_write_mtok'];

/**
 * The price list without its words.
 *
 * @returns {import('./priceData').PricedProvider[]}
 */
export function trimmedPrices() {
  return providers.flatMap((providerId) => {
    const provider = findProvider({ providerId });
    if (!provider) throw new Error(`The price list has no ${providerId}.`);
    return {
      api: provider.api_pattern,
      models: provider.models.map(({ match, context_window: context, prices }) => ({
        match,
        ...(context !== undefined && { context }),
        prices: (Array.isArray(prices) ? prices : [{ prices }]).map(({ constraint, prices }) => ({
          ...(constraint && { constraint }),
          ...Object.fromEntries(kinds.flatMap((kind) => pair(kind, prices[kind]))),
        })),
      })),
    };
  });
}

/**
 * @param {string} kind
 * @param {unknown} price
 */
const pair = (kind, price) => (price === undefined ? [] : [[kind.replace('_mtok', ''), price]]);
