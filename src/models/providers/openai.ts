import { createOpenAI } from '@ai-sdk/openai';
import type { Provider } from '../provider';
import { type ProviderOptions, sdkProvider } from '../sdkProvider';
import type { Wire } from '../wire';

/** Of what OpenAI lists beside the models that chat. */
const forOtherWork =
  /embedding|whisper|\btts\b|dall-e|moderation|image|audio|realtime|transcribe|sora|davinci|babbage|instruct/;

const wire: Wire = {
  finishes: /"type"\s*:\s*"response\.(completed|incomplete|failed)"/,
  listPath: '/models',
  keyHeaders: (key) => (key === undefined ? {} : { authorization: `Bearer ${key}` }),
  model: ({ baseUrl, key, headers, model }, fetch) =>
    createOpenAI({ baseURL: baseUrl, apiKey: key ?? '', headers, fetch }).responses(model),
  // The library keeps the conversation; OpenAI need not. Without a summary its reasoning is not shown at all.
  options: () => ({ openai: { store: false, reasoningSummary: 'auto' } }),
  canChat: (id) => !forOtherWork.test(id),
};

/** OpenAI itself, by its Responses API. */
export const openai = (options: ProviderOptions): Provider => sdkProvider(wire, options);
