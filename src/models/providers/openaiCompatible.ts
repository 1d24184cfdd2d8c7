import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { type LanguageModelUsage, streamText } from 'ai';
import type { Progress } from './answerStream';
import { AnswerCheck } from './answerCheck';
import { checkedFetch } from './checkedFetch';
import { defaultLimits, type Limits } from './limits';
import { type NewNames, withEitherMaxTokens } from './maxTokens';
import { fetchModels } from './modelList';
import { type AnswerPart, ModelError, type ModelRequest, type Provider } from './provider';
import { quote } from './redact';
import type { Fetch } from './request';
import { isSendableKey, type Server, trimmedKey } from './server';

export interface OpenaiCompatibleOptions {
  id: string;
  name: string;
  /** As {@link Provider.listModels} and the chat need it, most often ending in /v1. */
  baseUrl: string;
  apiKey: () => Promise<string | undefined>;
  fetch?: Fetch;
  limits?: Partial<Limits>;
}

// What a model does not take is our own business; the log of the editor's host is not the place for it.
globalThis.AI_SDK_LOG_WARNINGS = false;

/** Any server that speaks OpenAI's chat completions. */
export function openaiCompatible(options: OpenaiCompatibleOptions): Provider {
  const { id, name, fetch = globalThis.fetch } = options;
  const limits = { ...defaultLimits, ...options.limits };
  const newNames: NewNames = new Set();
  return {
    id,
    name,
    async listModels(signal) {
      return await fetchModels(await serverOf(options), limits, fetch, signal);
    },
    async *answer(request, signal) {
      signal.throwIfAborted();
      const server = { ...(await serverOf(options)), model: request.model };
      const left = new AbortController();
      try {
        const ownFetch = withEitherMaxTokens(fetch, request.model, newNames);
        yield* ask(server, request, limits, ownFetch, AbortSignal.any([signal, left.signal]));
      } finally {
        left.abort(); // closes the connection also for a reader who has left early
      }
    },
  };
}

async function serverOf({ name, baseUrl, apiKey }: OpenaiCompatibleOptions): Promise<Server> {
  const key = trimmedKey(await apiKey());
  if (key !== undefined && !isSendableKey(key)) {
    throw new ModelError(
      `The API key for ${name} has characters in it that no key has, such as a blank or a line break. Set the key again.`,
      'setKey',
    );
  }
  if (!URL.canParse(baseUrl)) {
    throw new ModelError(
      `The address of ${name} is none: ${quote(baseUrl, key, 100)}. Correct it in Manage Models.`,
      'manageModels',
    );
  }
  return { name, baseUrl: baseUrl.replace(/\/+$/, ''), key };
}

async function* ask(
  server: Server & { model: string },
  request: ModelRequest,
  limits: Limits,
  fetch: Fetch,
  signal: AbortSignal,
): AsyncGenerator<AnswerPart> {
  const progress: Progress = { data: false, finished: false };
  const check = new AnswerCheck(server, request.maxTokens, progress);
  const { stream } = streamText({
    model: modelOf(server, checkedFetch(server, limits, fetch, progress)),
    ...(request.system && { instructions: request.system }),
    messages: request.turns.map(({ role, text }) => ({ role, content: text })),
    temperature: request.temperature,
    maxOutputTokens: request.maxTokens,
    maxRetries: 0,
    abortSignal: signal,
    onError: () => {}, // else it is printed; the same error comes in the stream
  });
  try {
    for await (const part of stream) {
      if (part.type === 'abort') signal.throwIfAborted();
      else if (part.type === 'error') check.error(part.error);
      else if (part.type === 'text-delta') yield check.text(part.text);
      else if (part.type === 'reasoning-delta') yield { type: 'reasoning', text: part.text };
      else if (part.type === 'finish') {
        const usage = usageOf(part.totalUsage);
        if (usage) yield usage;
        yield check.finish(part.finishReason, part.rawFinishReason);
        return;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    throw check.fault(error);
  }
  throw check.cut();
}

const modelOf = (server: Server & { model: string }, fetch: Fetch) =>
  createOpenAICompatible({
    name: 'openaiCompatible',
    baseURL: server.baseUrl,
    ...(server.key !== undefined && { apiKey: server.key }),
    includeUsage: true,
    convertUsage: (usage) => ({
      inputTokens: { ...unknownTokens, total: usage?.prompt_tokens ?? undefined },
      outputTokens: {
        total: usage?.completion_tokens ?? undefined,
        text: undefined,
        reasoning: undefined,
      },
    }),
    fetch,
  }).chatModel(server.model);

const unknownTokens = { noCache: undefined, cacheRead: undefined, cacheWrite: undefined };

function usageOf({ inputTokens, outputTokens }: LanguageModelUsage): AnswerPart | undefined {
  if (inputTokens === undefined && outputTokens === undefined) return undefined;
  return { type: 'usage', inputTokens: inputTokens ?? null, outputTokens: outputTokens ?? null };
}
