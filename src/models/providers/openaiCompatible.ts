import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import type { Provider } from '../provider';
import { type ProviderOptions, sdkProvider } from '../sdkProvider';
import type { Wire } from '../wire';

const unknownTokens = { noCache: undefined, cacheWrite: undefined };

const wire: Wire = {
  // Inside of a text these quotes would be escaped, so an answer about finish reasons does not match.
  finishes: /"finish_reason"\s*:\s*"|^data:\s*\[DONE\]/m,
  listPath: '/models',
  keyHeaders: (key) => (key === undefined ? {} : { authorization: `Bearer ${key}` }),
  model: ({ baseUrl, key, headers, model }, fetch, hear) =>
    createOpenAICompatible({
      name: 'openaiCompatible',
      baseURL: baseUrl,
      ...(key !== undefined && { apiKey: key }),
      headers,
      includeUsage: true,
      metadataExtractor: {
        extractMetadata: () => Promise.resolve(undefined),
        createStreamExtractor: () => ({ processChunk: hear, buildMetadata: () => undefined }),
      },
      convertUsage: (usage) => ({
        inputTokens: {
          ...unknownTokens,
          total: usage?.prompt_tokens ?? undefined,
          cacheRead: usage?.prompt_tokens_details?.cached_tokens ?? undefined,
        },
        outputTokens: {
          total: usage?.completion_tokens ?? undefined,
          text: undefined,
          reasoning: usage?.completion_tokens_details?.reasoning_tokens ?? undefined,
        },
      }),
      fetch,
    }).chatModel(model),
};

/** Any server that speaks OpenAI's chat completions. */
export const openaiCompatible = (options: ProviderOptions): Provider => sdkProvider(wire, options);
