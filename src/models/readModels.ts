import { type Fields, isFields } from './json';
import type { Model } from './provider';

/**
 * The models in the lists of OpenAI, OpenRouter, Groq, vLLM, LM Studio, llama.cpp, Ollama and Together;
 * `undefined` when this is no list of models. An entry that makes no sense costs only itself.
 */
export function readModels(value: unknown): Model[] | undefined {
  const entries = entriesOf(value);
  if (!entries) return undefined;
  const models = entries.map(readModel).filter((model) => model !== undefined);
  if (entries.length > 0 && models.length === 0 && !entries.every(isForOtherWork)) return undefined;
  return [...new Map(models.map((model) => [model.id, model])).values()];
}

function entriesOf(value: unknown): unknown[] | undefined {
  if (Array.isArray(value)) return value;
  if (!isFields(value)) return undefined;
  const list = value['data'] ?? value['models'];
  if (Array.isArray(list)) return list;
  return value['object'] === 'list' && !list ? [] : undefined; // Ollama without any model
}

function readModel(entry: unknown): Model | undefined {
  if (typeof entry === 'string') return readModel({ id: entry });
  if (!isFields(entry) || isForOtherWork(entry)) return undefined;
  const id = [entry['id'], entry['model'], entry['name'], entry['key']].find(isModelId);
  if (id === undefined) return undefined;
  const shown = [entry['display_name'], entry['name']].find(isModelId);
  return { id, name: shown ?? id, ...tokensOf(entry) };
}

/** Types that Together and LM Studio give to models that cannot chat. */
const otherWork = /^(embeddings?|image|video|audio|transcribe|moderation|rerank)$/;
const isForOtherWork = (entry: unknown) =>
  isFields(entry) && typeof entry['type'] === 'string' && otherWork.test(entry['type']);

const isModelId = (value: unknown): value is string =>
  typeof value === 'string' && value.trim() !== '' && value.length <= 400 && !/\p{Cc}/u.test(value);

function tokensOf(entry: Fields): Pick<Model, 'contextTokens' | 'maxOutputTokens'> {
  const top = isFields(entry['top_provider']) ? entry['top_provider'] : {};
  const meta = isFields(entry['meta']) ? entry['meta'] : {};
  return {
    contextTokens: firstCount(
      entry['loaded_context_length'],
      top['context_length'],
      entry['context_length'],
      entry['max_model_len'],
      entry['context_window'],
      entry['max_context_length'],
      meta['n_ctx'],
      meta['n_ctx_train'],
    ),
    maxOutputTokens: firstCount(
      top['max_completion_tokens'],
      entry['max_completion_tokens'],
      entry['max_output_tokens'],
    ),
  };
}

const firstCount = (...values: unknown[]) =>
  values.find((value): value is number => Number.isSafeInteger(value) && Number(value) > 0) ?? null;
