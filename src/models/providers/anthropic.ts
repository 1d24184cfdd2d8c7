import { createAnthropic } from '@ai-sdk/anthropic';
import type { SystemModelMessage } from 'ai';
import type { Provider } from '../provider';
import { type ProviderOptions, sdkProvider } from '../sdkProvider';
import type { Wire } from '../wire';
import { boundThinking, excluded } from './anthropicThinking';

/** Anthropic takes four at most. */
const MOST_BREAKPOINTS = 4;

const wire: Wire = {
  finishes: /"stop_reason"\s*:\s*"|"type"\s*:\s*"message_stop"/,
  listPath: '/models?limit=1000',
  keyHeaders: (key) => ({
    'anthropic-version': '2023-06-01',
    ...(key !== undefined && { 'x-api-key': key }),
  }),
  model: ({ baseUrl, key, headers, model }, fetch) =>
    createAnthropic({ baseURL: baseUrl, apiKey: key ?? '', headers, fetch })(model),
  instructions: ({ system, systemParts = [system] }) => {
    const parts = systemParts.filter((part) => part.trim() !== '');
    const marked = spread(parts.length);
    return parts.map((content, i) => instruction(content, marked.has(i)));
  },
  excludes: excluded,
  amend: boundThinking,
};

/** The first and the last of so many, and two between: what changes in the middle leaves the beginning remembered. */
const spread = (count: number): Set<number> =>
  new Set(
    Array.from({ length: MOST_BREAKPOINTS }, (_, i) =>
      Math.round((i * (count - 1)) / (MOST_BREAKPOINTS - 1)),
    ),
  );

/** Up to the end of this the provider remembers what it has read, and charges a tenth for it the next time. */
const instruction = (content: string, remembered: boolean): SystemModelMessage => ({
  role: 'system',
  content,
  ...(remembered && { providerOptions: { anthropic: { cacheControl: { type: 'ephemeral' } } } }),
});

/** Anthropic, by its Messages API. */
export const anthropic = (options: ProviderOptions): Provider => sdkProvider(wire, options);
