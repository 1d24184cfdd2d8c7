import { createGoogle } from '@ai-sdk/google';
import { ModelError, type Provider } from '../provider';
import { quote } from '../redact';
import { type ProviderOptions, sdkProvider } from '../sdkProvider';
import type { Wire } from '../wire';

/** The models before these, and the first that draw, refuse to be asked for their thoughts. */
const thinks = /gemini-(2\.5(?!.*image)|[3-9]|\d\d)|-latest/;
/** These are to be told that they may. */
const draws = /gemini-.*image/;

const wire: Wire = {
  finishes: /"(finishReason|blockReason)"\s*:\s*"/,
  listPath: '/models?pageSize=1000',
  keyHeaders: (key) => (key === undefined ? {} : { 'x-goog-api-key': key }),
  model: ({ name, baseUrl, key, headers, model }, fetch) =>
    createGoogle({ baseURL: baseUrl, apiKey: key ?? '', headers, fetch })(inPath(name, model)),
  options: ({ model }) => ({
    google: {
      ...(draws.test(model) && { responseModalities: ['TEXT', 'IMAGE'] }),
      ...(thinks.test(model) && { thinkingConfig: { includeThoughts: true } }),
    },
  }),
};

/** Here a model's name is part of the address, and must not lead elsewhere. @throws {ModelError} */
function inPath(server: string, model: string): string {
  const parts = model.split('/');
  if (parts.some((part) => /^\.{0,2}$/.test(part) || !part.isWellFormed())) {
    const text = `${server} has no model ${quote(model, undefined, 100)}. Choose another model.`;
    throw new ModelError(text, 'chooseModel');
  }
  return parts.map(encodeURIComponent).join('/');
}

/** Google's Gemini models, by the Gemini API. */
export const google = (options: ProviderOptions): Provider => sdkProvider(wire, options);
