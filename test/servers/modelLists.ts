import { HOLD, apiError, html, json, type RecordedRequest, type Reply } from './script';

const list = (...data: unknown[]) => json({ object: 'list', data });

/** What a server answers to GET /models. */
export const modelLists = {
  one: list({ id: 'test-model', object: 'model', owned_by: 'test' }),
  two: list({ id: 'test-model', object: 'model' }, { id: 'other-model', object: 'model' }),
  openRouter: list({
    id: 'meta/llama:free',
    name: 'Meta: Llama (free)',
    context_length: 131_072,
    top_provider: { context_length: 65_536, max_completion_tokens: 8192 },
  }),
  vllm: list({ id: 'qwen', max_model_len: 32_768 }),
  groq: list({ id: 'fast', context_window: 8192, max_completion_tokens: 4096, active: true }),
  lmStudio: list(
    { id: 'phi', type: 'llm', max_context_length: 16_384, loaded_context_length: 4096 },
    { id: 'nomic', type: 'embeddings' },
  ),
  llamaCpp: json({
    models: [{ name: 'tiny.gguf', model: 'tiny.gguf' }],
    object: 'list',
    data: [{ id: 'tiny.gguf', meta: { n_ctx_train: 2048 } }],
  }),
  ollamaTags: json({ models: [{ name: 'llama3:8b', model: 'llama3:8b', size: 1 }] }),
  bareArray: json([{ id: 'a', display_name: 'A', context_length: 100 }, 'b']),
  ollamaEmpty: json({ object: 'list', data: null }),
  empty: list(),
  partlyOdd: list(
    { id: 'good' },
    { name: 7 },
    null,
    { id: '' },
    { id: 'good' },
    { id: 'line\nbreak' },
  ),
  allOdd: list({ nothing: true }, 7),
  notAList: json({ hello: 'world' }),
  number: json(42),
  brokenJson: { contentType: 'application/json', steps: ['{"data":[{"id":"a"'] },
  webPage: html('<!doctype html><title>Welcome to nginx!</title>'),
  notFound: apiError(404, 'Not Found'),
  needsKey: (request: RecordedRequest) =>
    request.key === 'right'
      ? list({ id: 'test-model' })
      : apiError(401, 'Incorrect API key provided', 'invalid_api_key'),
  error200: json({ error: 'Unexpected endpoint or method. (GET /models)' }),
  endless: { contentType: 'application/json', steps: [{ forever: ' '.repeat(65_536) }] },
  stall: { contentType: 'application/json', steps: [HOLD] },
} satisfies Record<string, Reply>;
