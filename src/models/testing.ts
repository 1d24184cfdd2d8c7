import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { packedRanks } from './bundling.mjs';
import {
  type AnswerPart,
  type FinishReason,
  isModelError,
  type ModelError,
  type ModelRequest,
  type Provider,
  type SettingName,
  type Usage,
} from './provider';

/** All that one answer came to. */
export interface Collected {
  text: string;
  reasoning: string;
  usage: Usage | undefined;
  finish: FinishReason | undefined;
  /** As media types. */
  images: string[];
  citations: { url: string; title: string | null }[];
  dropped: SettingName[];
  /** What was thrown. */
  error: unknown;
}

interface CollectOptions {
  signal?: AbortSignal;
  onPart?: (part: AnswerPart) => void;
  maxTokens?: number;
  request?: Partial<ModelRequest>;
}

/** Asks “Hi” and reads the answer to its end; `onPart` may stop it on the way. */
export async function collectAnswer(
  provider: Provider,
  { signal = new AbortController().signal, onPart, maxTokens = 100, request }: CollectOptions = {},
): Promise<Collected> {
  const all: Collected = {
    text: '',
    reasoning: '',
    usage: undefined,
    finish: undefined,
    images: [],
    citations: [],
    dropped: [],
    error: undefined,
  };
  try {
    for await (const part of provider.answer({ ...hello, maxTokens, ...request }, signal)) {
      if (part.type === 'finish') all.finish = part.reason;
      else if (part.type === 'text' || part.type === 'reasoning') all[part.type] += part.text;
      else if (part.type === 'image') all.images.push(part.mediaType);
      else if (part.type === 'citation') {
        const { url, title } = part;
        all.citations.push({ url, title });
      } else if (part.type === 'dropped') all.dropped = part.settings;
      else if (part.type === 'usage') {
        const { type: _, ...usage } = part;
        all.usage = usage;
      }
      onPart?.(part);
    }
  } catch (error) {
    all.error = error;
  }
  return all;
}

const hello = {
  model: 'test-model',
  system: 'Be brief.',
  turns: [{ role: 'user' as const, text: 'Hi' }],
  temperature: 0.7,
};

/** What was thrown, as the one failure that a user may see. */
export function asModelError(error: unknown): ModelError {
  if (isModelError(error)) return error;
  throw new Error('This is no ModelError', { cause: error });
}

/** Builds the tokenizer's thread as the extension ships it; the file is gone when `remove` was called. */
export async function buildTokenizerWorker(): Promise<{
  file: string;
  remove: () => Promise<void>;
}> {
  const folder = await mkdtemp(join(tmpdir(), 'tokenizer-'));
  const file = join(folder, 'tokenizer.cjs');
  await build({
    entryPoints: [fileURLToPath(new URL('tokenizerWorker.ts', import.meta.url))],
    outfile: file,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    target: 'node22',
    plugins: [packedRanks()],
    logLevel: 'silent',
  });
  return { file, remove: () => rm(folder, { recursive: true }) };
}
