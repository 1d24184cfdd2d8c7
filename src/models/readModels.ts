import { type Fields, isFields } from './json';
import type { Model } from './provider';

/**
 * The models in the lists of OpenAI, Anthropic, Google, OpenRouter, Groq, vLLM, LM Studio, llama.cpp, Ollama and Together;
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
  const named = [entry['id'], entry['model'], entry['name'], entry['key']].find(isModelId);
  if (named === undefined) return undefined;
  const id = named.replace(/^models\//, ''); // Google's
  const shown = [entry['display_name'], entry['displayName'], entry['name']].find(isModelId);
  return { id, name: shown ?? id, ...tokensOf(entry), ...imagesOf(entry), ...priceOf(entry) };
}

/** Types that Together and LM Studio give to models that cannot chat. */
const otherWork = /^(embeddings?|image|video|audio|transcribe|moderation|rerank)$/;
const isForOtherWork = (entry: unknown) =>
  isFields(entry) &&
  ((typeof entry['type'] === 'string' && otherWork.test(entry['type'])) ||
    (Array.isArray(entry['supportedGenerationMethods']) &&
      !entry['supportedGenerationMethods'].includes('generateContent')));

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
      entry['max_input_tokens'],
      entry['inputTokenLimit'],
      meta['n_ctx'],
      meta['n_ctx_train'],
    ),
    maxOutputTokens: firstCount(
      top['max_completion_tokens'],
      entry['max_completion_tokens'],
      entry['max_output_tokens'],
      entry['outputTokenLimit'],
      entry['max_input_tokens'] === undefined ? undefined : entry['max_tokens'], // Anthropic's
    ),
  };
}

const firstCount = (...values: unknown[]) =>
  values.find((value): value is number => Number.isSafeInteger(value) && Number(value) > 0) ?? null;

/** As Anthropic, Mistral, OpenRouter, LM Studio and Ollama say it. */
function imagesOf(entry: Fields): { images?: boolean } {
  const { capabilities, architecture, type } = entry;
  if (Array.isArray(capabilities)) return { images: capabilities.includes('vision') };
  if (isFields(capabilities)) {
    const said = capabilities['vision'] ?? capabilities['image_input'];
    const supported = isFields(said) ? said['supported'] : said;
    if (typeof supported === 'boolean') return { images: supported };
  }
  const inputs = isFields(architecture) ? architecture['input_modalities'] : undefined;
  if (Array.isArray(inputs)) return { images: inputs.includes('image') };
  return type === 'vlm' ? { images: true } : {};
}

/** OpenRouter's are for one token, as text. */
function priceOf({ pricing }: Fields): { price?: { input: number; output: number } } {
  if (!isFields(pricing)) return {};
  const [input, output] = [pricing['prompt'], pricing['completion']].map((said) =>
    typeof said === 'string' && said.trim() !== '' ? perMillion(Number(said)) : NaN,
  );
  if (input === undefined || output === undefined) return {};
  return input >= 0 && output >= 0 ? { price: { input, output } } : {};
}

const perMillion = (price: number) => Number((price * 1e6).toFixed(6));
