import {
  type ModelMessage,
  type LanguageModelUsage,
  streamText,
  type TextStreamPart,
  type ToolSet,
} from 'ai';
import { amendBody } from './amendBody';
import { AnswerCheck } from './answerCheck';
import type { Progress } from './answerStream';
import { checkedFetch } from './checkedFetch';
import { withExtraBody } from './extraBody';
import { extraParts } from './extraParts';
import { joinTurns } from './joinTurns';
import { isFields } from './json';
import type { Limits } from './limits';
import type { AnswerPart, ModelRequest, SettingName, Turn } from './provider';
import type { Fetch } from './request';
import type { Server } from './server';
import { ThinkTags } from './thinkTags';
import type { Wire } from './wire';

// What a model does not take is our own business; the log of the editor's host is not the place for it.
globalThis.AI_SDK_LOG_WARNINGS = false;

export interface Asking {
  wire: Wire;
  server: Server & { model: string };
  request: ModelRequest;
  limits: Limits;
  fetch: Fetch;
  /** What the server has refused to be told of this model. */
  refused: () => SettingName[];
  signal: AbortSignal;
}

/** The answer, part by part. @throws {ModelError} when it is not whole; the signal's reason when that ended it */
export async function* answerBySdk(asking: Asking): AsyncGenerator<AnswerPart> {
  const { wire, server, request, limits, signal } = asking;
  const progress: Progress = { data: false, finished: false, finishes: wire.finishes };
  const check = new AnswerCheck(server, request.maxTokens, progress);
  const checked = checkedFetch(server, limits, asking.fetch, progress);
  const amended = amendBody(checked, (body) => wire.amend?.(body, request) ?? body);
  const fetch = withExtraBody(server, request.extraBody, amended);
  try {
    const unread: AnswerPart[] = [];
    const stream = begin(asking, fetch, (chunk) => unread.push(...extraParts(chunk)));
    const tags = new ThinkTags();
    for await (const part of stream) {
      if (unread.length > 0) yield* unread.splice(0).map(check.note);
      if (part.type === 'abort') signal.throwIfAborted();
      else if (part.type === 'error') check.error(part.error);
      else if (part.type === 'text-delta') yield* tags.add(part.text).map(check.note);
      else if (part.type === 'finish') {
        yield* tags.end().map(check.note);
        yield* usageOf(part.totalUsage);
        yield check.finish(part.finishReason, part.rawFinishReason);
        return;
      } else yield* otherPart(part, asking).map(check.note);
    }
  } catch (error) {
    signal.throwIfAborted();
    throw check.fault(error);
  }
  throw check.cut();
}

function begin(
  { wire, server, request, signal }: Asking,
  fetch: Fetch,
  hear: (chunk: unknown) => void,
) {
  const { temperature, topP, reasoningEffort, stop } = request;
  const left = new Set(wire.excludes?.(request));
  const instructions = wire.instructions?.(request) ?? request.system;
  const providerOptions = wire.options?.(request);
  return streamText({
    model: wire.model(server, fetch, hear),
    ...(instructions.length > 0 && { instructions }),
    messages: joinTurns(request.turns).map(toMessage),
    ...(!left.has('temperature') && { temperature }),
    maxOutputTokens: request.maxTokens,
    ...(topP !== undefined && { topP }),
    ...(stop && stop.length > 0 && { stopSequences: stop }),
    ...(reasoningEffort !== undefined &&
      !left.has('reasoningEffort') && { reasoning: reasoningEffort }),
    ...(providerOptions && { providerOptions }),
    maxRetries: 0,
    abortSignal: signal,
    onError: () => {}, // else it is printed; the same error comes in the stream
  }).stream;
}

function toMessage({ role, text, images = [] }: Turn): ModelMessage {
  if (role === 'assistant') return { role, content: text };
  if (images.length === 0) return { role, content: text };
  return {
    role,
    content: [
      ...images.map(({ mediaType, data }) => ({ type: 'file' as const, mediaType, data })),
      // No provider takes an empty text.
      ...(text === '' ? [] : [{ type: 'text' as const, text }]),
    ],
  };
}

function otherPart(part: TextStreamPart<ToolSet>, asking: Asking): AnswerPart[] {
  const { wire, request, refused } = asking;
  switch (part.type) {
    case 'reasoning-delta':
      return [{ type: 'reasoning', text: part.text }];
    case 'source':
      if (part.sourceType !== 'url') return [];
      return [{ type: 'citation', url: part.url, title: part.title ?? null }];
    case 'file':
      if (!part.file.mediaType.startsWith('image/')) return [];
      return [{ type: 'image', mediaType: part.file.mediaType, data: part.file.uint8Array }];
    case 'tool-result':
      return madeBy(part);
    case 'start-step':
      return droppedOf(part.warnings, [...refused(), ...(wire.excludes?.(request) ?? [])]);
    default:
      return [];
  }
}

/** OpenAI's tool that draws, where an extra body asks for it. */
function madeBy({ toolName, output }: { toolName: string; output: unknown }): AnswerPart[] {
  const data = isFields(output) ? output['result'] : undefined;
  if (toolName !== 'image_generation' || typeof data !== 'string') return [];
  return [{ type: 'image', mediaType: 'image/png', data: Buffer.from(data, 'base64') }];
}

/** The SDK's names for the settings. */
const settings: Record<string, SettingName> = {
  temperature: 'temperature',
  topP: 'topP',
  maxOutputTokens: 'maxTokens',
  reasoning: 'reasoningEffort',
  reasoningEffort: 'reasoningEffort',
  stopSequences: 'stop',
};

interface Warning {
  type: string;
  feature?: string;
  details?: string | undefined;
}

function droppedOf(warnings: Warning[], others: SettingName[]) {
  const unsupported = warnings.flatMap(({ type, feature = '', details = '' }) =>
    // What was only lowered was sent.
    type === 'unsupported' && !details.includes('limited to') ? (settings[feature] ?? []) : [],
  );
  const all = [...new Set([...unsupported, ...others])];
  return all.length > 0 ? [{ type: 'dropped' as const, settings: all }] : [];
}

function* usageOf(usage: LanguageModelUsage): Generator<AnswerPart> {
  const { inputTokens, outputTokens, inputTokenDetails, outputTokenDetails } = usage;
  if (inputTokens === undefined && outputTokens === undefined) return;
  const { cacheReadTokens, cacheWriteTokens } = inputTokenDetails;
  const { reasoningTokens } = outputTokenDetails;
  yield {
    type: 'usage',
    inputTokens: inputTokens ?? null,
    outputTokens: outputTokens ?? null,
    ...(cacheReadTokens !== undefined && { cachedInputTokens: cacheReadTokens }),
    ...(cacheWriteTokens !== undefined && { cacheWriteTokens }),
    ...(reasoningTokens !== undefined && { reasoningTokens }),
  };
}
