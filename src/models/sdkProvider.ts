import { answerBySdk } from './answerBySdk';
import { problemOfAddress } from './baseUrl';
import { defaultLimits, type Limits } from './limits';
import { fetchModels } from './modelList';
import { ModelError, type Provider } from './provider';
import { quote } from './redact';
import { type Refused, withoutRefused } from './refusedSettings';
import type { Fetch } from './request';
import { isSendableKey, problemOfHeaders, type Server, trimmedKey } from './server';
import type { Wire } from './wire';

export interface ProviderOptions {
  id: string;
  /** As shown. */
  name: string;
  baseUrl: string;
  apiKey: () => Promise<string | undefined>;
  /** Sent with every request. */
  headers?: Record<string, string>;
  fetch?: Fetch;
  limits?: Partial<Limits>;
}

/** A provider that the AI SDK speaks to, in the format that `wire` describes. */
export function sdkProvider(wire: Wire, options: ProviderOptions): Provider {
  const { id, name, fetch = globalThis.fetch } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const refused: Refused = new Map();
  return {
    id,
    name,
    async listModels(signal) {
      return await fetchModels(wire, await serverOf(options), limits, fetch, signal);
    },
    async *answer(request, signal) {
      signal.throwIfAborted();
      const server = { ...(await serverOf(options)), model: request.model };
      const left = new AbortController();
      const ownFetch = withoutRefused(fetch, request.model, refused);
      try {
        const both = AbortSignal.any([signal, left.signal]);
        yield* answerBySdk({ wire, server, request, limits, ...ownFetch, signal: both });
      } finally {
        left.abort(); // closes the connection also for a reader who has left early
      }
    },
  };
}

/** @throws {ModelError} when there is no sense in asking */
async function serverOf(options: ProviderOptions): Promise<Server> {
  const { name, baseUrl, apiKey, headers = {} } = options;
  const key = trimmedKey(await apiKey());
  if (key !== undefined && !isSendableKey(key)) {
    throw new ModelError(
      `The API key for ${name} has characters in it that no key has, such as a blank or a line break. Set the key again.`,
      'setKey',
    );
  }
  if (!URL.canParse(baseUrl)) {
    throw new ModelError(
      `The address of ${name} is none: ${quote(baseUrl, { key, headers }, 100)}. Correct it in Manage Models.`,
      'manageModels',
    );
  }
  const problem = problemOfAddress(new URL(baseUrl)) ?? problemOfHeaders(headers);
  if (problem !== undefined) {
    throw new ModelError(`${name} cannot be asked. ${problem}`, 'manageModels');
  }
  return { name, baseUrl: baseUrl.replace(/\/+$/, ''), key, headers };
}
