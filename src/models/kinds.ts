import type { Provider } from './provider';
import { anthropic } from './providers/anthropic';
import { google } from './providers/google';
import { openai } from './providers/openai';
import { openaiCompatible } from './providers/openaiCompatible';
import type { ProviderOptions } from './sdkProvider';

/** A kind of provider that can be set up. */
export interface ProviderKind {
  /** Kept in the settings. */
  id: string;
  /** As shown. */
  name: string;
  /** Null where everybody has another; then `example` is one. */
  baseUrl: string | null;
  example?: string;
  /** Where keys are made; without it a key may not be needed. */
  keysAt?: string;
  make: (options: ProviderOptions) => Provider;
}

/** Speaks OpenAI's chat completions at a known address. */
const compatible = (id: string, name: string, baseUrl: string, keysAt: string): ProviderKind => ({
  id,
  name,
  baseUrl,
  keysAt,
  make: openaiCompatible,
});

/** What a server is that says nothing else. */
export const OTHER = 'openai-compatible';

/** In the order in which they are offered. A new one is a line here, and a file if it has a format of its own. */
export const kinds: ProviderKind[] = [
  {
    id: 'openai',
    name: 'OpenAI',
    baseUrl: 'https://api.openai.com/v1',
    keysAt: 'https://platform.openai.com/api-keys',
    make: openai,
  },
  {
    id: 'anthropic',
    name: 'Anthropic',
    baseUrl: 'https://api.anthropic.com/v1',
    keysAt: 'https://console.anthropic.com/settings/keys',
    make: anthropic,
  },
  {
    id: 'google',
    name: 'Google Gemini',
    baseUrl: 'https://generativelanguage.googleapis.com/v1beta',
    keysAt: 'https://aistudio.google.com/apikey',
    make: google,
  },
  compatible(
    'openrouter',
    'OpenRouter',
    'https://openrouter.ai/api/v1',
    'https://openrouter.ai/keys',
  ),
  compatible('groq', 'Groq', 'https://api.groq.com/openai/v1', 'https://console.groq.com/keys'),
  compatible(
    'mistral',
    'Mistral',
    'https://api.mistral.ai/v1',
    'https://console.mistral.ai/api-keys',
  ),
  compatible(
    'deepseek',
    'DeepSeek',
    'https://api.deepseek.com/v1',
    'https://platform.deepseek.com/api_keys',
  ),
  compatible(
    'together',
    'Together',
    'https://api.together.xyz/v1',
    'https://api.together.ai/settings/api-keys',
  ),
  {
    id: 'azure',
    name: 'Azure OpenAI',
    baseUrl: null,
    example: 'https://YOUR-RESOURCE.openai.azure.com/openai/v1',
    keysAt: 'https://portal.azure.com',
    make: openaiCompatible,
  },
  {
    id: OTHER,
    name: 'Any Other Server',
    baseUrl: null,
    example: 'http://127.0.0.1:11434/v1',
    make: openaiCompatible,
  },
];

/** A kind that is not known here speaks what most speak: the settings may be those of a newer version. */
export function makeProvider(kind: string, options: ProviderOptions): Provider {
  const make = kinds.find(({ id }) => id === kind)?.make ?? openaiCompatible;
  return make(options);
}
