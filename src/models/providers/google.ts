import { createGoogle } from '@ai-sdk/google';
import type { Provider } from '../provider';
import { type ProviderOptions, sdkProvider } from '../sdkProvider';
import type { Wire } from '../wire';

/** The models before these refuse to be asked for their thoughts. */
const thinks = /gemini-(2\.5|[3-9]|\d\d)|-latest/;

const wire: Wire = {
  finishes: /"(finishReason|blockReason)"\s*:\s*"/,
  listPath: '/models?pageSize=1000',
  keyHeaders: (key) => (key === undefined ? {} : { 'x-goog-api-key': key }),
  model: ({ baseUrl, key, headers, model }, fetch) =>
    createGoogle({ baseURL: baseUrl, apiKey: key ?? '', headers, fetch })(model),
  options: ({ model }) =>
    thinks.test(model) ? { google: { thinkingConfig: { includeThoughts: true } } } : {},
};

/** Google's Gemini models, by the Gemini API. */
export const google = (options: ProviderOptions): Provider => sdkProvider(wire, options);
