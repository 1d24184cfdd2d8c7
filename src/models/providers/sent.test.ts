import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { anthropic as anthropicDialect } from '../../../test/servers/dialects/anthropic';
import { google as googleDialect } from '../../../test/servers/dialects/google';
import { responses } from '../../../test/servers/dialects/responses';
import { type OpenaiServer, startOpenaiServer } from '../../../test/servers/openaiServer';
import { apiError, json, type RecordedRequest } from '../../../test/servers/script';
import { goodAnswers } from '../../../test/servers/goodAnswers';
import type { Dialect } from '../../../test/servers/dialects/dialect';
import { isFields } from '../json';
import type { ModelRequest, Provider } from '../provider';
import type { ProviderOptions } from '../sdkProvider';
import { asModelError, collectAnswer } from '../testing';
import { anthropic } from './anthropic';
import { google } from './google';
import { openai } from './openai';
import { openaiCompatible } from './openaiCompatible';

let server: OpenaiServer;
beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const answers = ({ begin, word, end }: Dialect) => ({ steps: [begin + word('Hello') + end()] });
const provider = (make: (options: ProviderOptions) => Provider, more: object = {}) =>
  make({ id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => 'k-123', ...more });
const bodies = () => server.requests.map(({ body }) => body);

const pixel = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const everything: Partial<ModelRequest> = {
  temperature: 0.5,
  topP: 0.9,
  stop: ['END'],
  turns: [{ role: 'user', text: 'Hi', images: [{ mediaType: 'image/png', data: pixel }] }],
};

test('chat completions are asked with every setting, pictures and own headers', async () => {
  const request = {
    ...everything,
    reasoningEffort: 'low' as const,
    extraBody: { seed: 7, top_k: 4 },
  };
  const headers = { 'x-team': 'docs' };
  const answer = await collectAnswer(provider(openaiCompatible, { headers }), { request });
  expect(answer).toMatchObject({ finish: 'stop', dropped: [] });
  expect(server.requests[0]?.headers['x-team']).toBe('docs');
  expect(bodies()).toMatchObject([
    {
      model: 'test-model',
      temperature: 0.5,
      top_p: 0.9,
      stop: ['END'],
      max_tokens: 100,
      reasoning_effort: 'low',
      seed: 7,
      top_k: 4,
      messages: [
        { role: 'system', content: 'Be brief.' },
        {
          role: 'user',
          content: [
            { type: 'image_url', image_url: { url: 'data:image/png;base64,iVBORw0KGgo=' } },
            { type: 'text', text: 'Hi' },
          ],
        },
      ],
    },
  ]);
});

test('OpenAI keeps no copy, and what its reasoning models do not take is not sent and told', async () => {
  server.setScript({ chat: answers(responses) });
  const request = { ...everything, model: 'gpt-5', reasoningEffort: 'low' as const };
  const answer = await collectAnswer(provider(openai), { request });
  expect(answer.finish).toBe('stop');
  expect(answer.dropped.sort()).toEqual(['stop', 'temperature', 'topP']);
  const [body] = bodies() as [object];
  expect(body).toMatchObject({
    model: 'gpt-5',
    store: false,
    max_output_tokens: 100,
    reasoning: { effort: 'low', summary: 'auto' },
  });
  for (const name of ['temperature', 'top_p', 'stop']) expect(body).not.toHaveProperty(name);
});

test('Anthropic is told up to where to remember: behind the instructions and behind files, the last one too', async () => {
  server.setScript({ chat: answers(anthropicDialect) });
  const systemParts = ['Be brief.', 'File a', 'File b', 'File c', 'File d'];
  const request = { ...everything, systemParts };
  const answer = await collectAnswer(provider(anthropic), { request });
  expect(answer).toMatchObject({ finish: 'stop', usage: { cachedInputTokens: 4 } });
  const [body] = bodies() as [{ system: object[] }];
  const remembered = { cache_control: { type: 'ephemeral' } };
  expect(body.system).toEqual([
    { type: 'text', text: 'Be brief.', ...remembered },
    { type: 'text', text: 'File a', ...remembered },
    { type: 'text', text: 'File b' },
    { type: 'text', text: 'File c', ...remembered },
    { type: 'text', text: 'File d', ...remembered },
  ]);
  expect(body).toMatchObject({ max_tokens: 100, stop_sequences: ['END'] });
});

test('Google is asked for its thoughts, and an extra body goes into its settings', async () => {
  server.setScript({ chat: answers(googleDialect) });
  const extraBody = { generationConfig: { seed: 7 } };
  const request = { ...everything, extraBody, model: 'gemini-2.5-flash' };
  const answer = await collectAnswer(provider(google), { request });
  expect(answer.finish).toBe('stop');
  expect(bodies()).toMatchObject([
    {
      generationConfig: {
        seed: 7,
        temperature: 0.5,
        topP: 0.9,
        stopSequences: ['END'],
        maxOutputTokens: 100,
        thinkingConfig: { includeThoughts: true },
      },
      contents: [{ role: 'user', parts: [{ inlineData: { mimeType: 'image/png' } }, {}] }],
    },
  ]);
});

test.each([
  ['gemini-2.5-flash-image', { responseModalities: ['TEXT', 'IMAGE'] }],
  [
    'gemini-3-pro-image-preview',
    { responseModalities: ['TEXT', 'IMAGE'], thinkingConfig: { includeThoughts: true } },
  ],
])('%s is told that it may draw', async (model, generationConfig) => {
  server.setScript({ chat: answers(googleDialect) });
  await collectAnswer(provider(google), { request: { model } });
  const [body] = bodies() as [{ generationConfig: object }];
  expect(body.generationConfig).toEqual({
    ...{ temperature: 0.7, maxOutputTokens: 100, ...generationConfig },
  });
});

test('a message without words is but its pictures', async () => {
  const turns = [{ ...everything.turns?.[0], role: 'user' as const, text: '' }];
  await collectAnswer(provider(openaiCompatible), { request: { turns } });
  const [body] = bodies() as [{ messages: { content: unknown }[] }];
  expect(body.messages.at(-1)?.content).toMatchObject([{ type: 'image_url' }]);
});

const refuses =
  (name: string, refusal: ReturnType<typeof json>) =>
  ({ body }: RecordedRequest) =>
    typeof body === 'object' && body !== null && name in body ? refusal : goodAnswers.fixed;

test.each([
  [
    'temperature',
    apiError(400, "Unsupported value: 'temperature' does not support 0.7 with this model."),
    'temperature',
  ],
  [
    'top_p',
    json({ detail: [{ loc: ['body', 'top_p'], msg: 'Extra inputs are not permitted' }] }, 422),
    'topP',
  ],
  [
    'stop',
    apiError(400, "Unsupported parameter: 'stop' is not supported with this model."),
    'stop',
  ],
] as const)(
  '%s is left out once the server has refused it, and that is told',
  async (name, refusal, setting) => {
    server.setScript({ chat: refuses(name, refusal) });
    const same = provider(openaiCompatible);
    for (const requests of [2, 3]) {
      const answer = await collectAnswer(same, { request: everything });
      expect(answer).toMatchObject({ finish: 'stop', dropped: [setting] });
      expect(server.requests.length).toBe(requests);
    }
    expect(bodies().map((body) => name in (body as object))).toEqual([true, false, false]);
  },
);

test('an extra body that would say something else to the model is refused, and nothing leaves', async () => {
  const request = { extraBody: { messages: [] } };
  const error = asModelError((await collectAnswer(provider(openaiCompatible), { request })).error);
  expect(error.message).toBe(
    'The extra body for Test cannot be sent. Leave out “messages”: the chat itself decides what is said to the model.',
  );
  expect(server.requests).toEqual([]);
});

test('what Anthropic wrote to its cache is part of the input, and told apart', async () => {
  const { begin, word, end } = anthropicDialect;
  const wrote = begin.replace(
    '"input_tokens":7,',
    '"input_tokens":7,"cache_creation_input_tokens":9,',
  );
  server.setScript({ chat: { steps: [wrote + word('Hello') + end()] } });
  expect((await collectAnswer(provider(anthropic))).usage).toMatchObject({
    ...{ inputTokens: 20, cachedInputTokens: 4, cacheWriteTokens: 9, outputTokens: 7 },
  });
});

test.each([0, 1, 2, 3, 4])('of %i parts Anthropic remembers every one', async (count) => {
  server.setScript({ chat: answers(anthropicDialect) });
  const systemParts = Array.from({ length: count }, (_, i) => `Part ${i}`);
  const request = { system: systemParts.join('\n\n'), systemParts };
  expect(await collectAnswer(provider(anthropic), { request })).toMatchObject({ finish: 'stop' });
  const [{ system = [] }] = bodies() as [{ system?: object[] }];
  expect(system.filter((part) => 'cache_control' in part)).toHaveLength(count);
});

test.each([
  ['minimal', 4_000, 1_024],
  ['low', 4_000, 1_200],
  ['xhigh', 4_000, 3_200],
  ['xhigh', 64_000, 51_200],
] as const)(
  'at %s effort, of %i tokens Anthropic may think with %i',
  async (effort, maxTokens, budget) => {
    server.setScript({ chat: answers(anthropicDialect) });
    const request = { model: 'claude-sonnet-4-5', reasoningEffort: effort, maxTokens };
    const answer = await collectAnswer(provider(anthropic), { request });
    expect(answer).toMatchObject({ finish: 'stop', dropped: ['temperature'] });
    expect(bodies()).toMatchObject([
      { max_tokens: maxTokens, thinking: { type: 'enabled', budget_tokens: budget } },
    ]);
  },
);

test('an answer of Anthropic that is too short for thoughts has none, and its temperature stays', async () => {
  server.setScript({ chat: answers(anthropicDialect) });
  const request = { model: 'claude-sonnet-4-5', reasoningEffort: 'low' as const };
  const answer = await collectAnswer(provider(anthropic), { request });
  expect(answer).toMatchObject({ finish: 'stop', dropped: ['reasoningEffort'] });
  const [body] = bodies() as [object];
  expect(body).toMatchObject({ max_tokens: 100, temperature: expect.any(Number) });
  expect(body).not.toHaveProperty('thinking');
});

test('of temperature and top-p Anthropic takes one, and the one that was set goes first', async () => {
  server.setScript({ chat: answers(anthropicDialect) });
  const request = { ...everything, model: 'claude-sonnet-4-5' };
  expect((await collectAnswer(provider(anthropic), { request })).dropped).toEqual(['temperature']);
  const [body] = bodies() as [object];
  expect(body).toMatchObject({ top_p: 0.9 });
  expect(body).not.toHaveProperty('temperature');
});

test('a model of Anthropic that does not think is asked without it', async () => {
  const refusal = apiError(400, "'claude-3-5-haiku' does not support thinking.");
  const chat = ({ body }: RecordedRequest) =>
    isFields(body) && 'thinking' in body ? refusal : answers(anthropicDialect);
  server.setScript({ chat });
  const request = { model: 'claude-3-5-haiku', reasoningEffort: 'low' as const, maxTokens: 4_000 };
  const answer = await collectAnswer(provider(anthropic), { request });
  expect(answer).toMatchObject({ finish: 'stop', dropped: ['temperature', 'reasoningEffort'] });
});

test('Anthropic thinks as hard as it is told, and what does not go with that is told', async () => {
  server.setScript({ chat: answers(anthropicDialect) });
  const request = { ...everything, model: 'claude-sonnet-4-5', reasoningEffort: 'low' as const };
  const answer = await collectAnswer(provider(anthropic), { request, maxTokens: 2_000 });
  expect(answer.finish).toBe('stop');
  expect(answer.dropped.sort()).toEqual(['temperature', 'topP']);
  expect(bodies()).toMatchObject([{ thinking: { type: 'enabled' } }]);
});

const lists = {
  anthropic: {
    make: anthropic,
    list: {
      data: [
        {
          type: 'model',
          id: 'claude-x',
          display_name: 'Claude X',
          max_input_tokens: 200_000,
          max_tokens: 64_000,
          capabilities: { image_input: { supported: true } },
        },
      ],
      has_more: false,
    },
    path: '/v1/models?limit=1000',
    models: [
      {
        id: 'claude-x',
        name: 'Claude X',
        contextTokens: 200_000,
        maxOutputTokens: 64_000,
        images: true,
      },
    ],
  },
  google: {
    make: google,
    list: {
      models: [
        {
          name: 'models/gemini-x',
          displayName: 'Gemini X',
          inputTokenLimit: 1_048_576,
          outputTokenLimit: 65_536,
          supportedGenerationMethods: ['generateContent', 'countTokens'],
        },
        { name: 'models/embedding-x', supportedGenerationMethods: ['embedContent'] },
      ],
    },
    path: '/v1/models?pageSize=1000',
    models: [
      { id: 'gemini-x', name: 'Gemini X', contextTokens: 1_048_576, maxOutputTokens: 65_536 },
    ],
  },
  openai: {
    make: openai,
    list: { data: [{ id: 'gpt-5' }, { id: 'text-embedding-3-small' }, { id: 'whisper-1' }] },
    path: '/v1/models',
    models: [{ id: 'gpt-5', name: 'gpt-5', contextTokens: null, maxOutputTokens: null }],
  },
  OpenRouter: {
    make: openaiCompatible,
    list: {
      data: [
        {
          id: 'a/b',
          name: 'B',
          context_length: 8192,
          architecture: { input_modalities: ['text', 'image'] },
          pricing: { prompt: '0.0000001', completion: '0.00000125' },
        },
      ],
    },
    path: '/v1/models',
    models: [
      {
        id: 'a/b',
        name: 'B',
        contextTokens: 8192,
        maxOutputTokens: null,
        images: true,
        price: { input: 0.1, output: 1.25 },
      },
    ],
  },
};

test.each(Object.entries(lists))(
  'the list of %s is understood',
  async (_, { make, list, ...row }) => {
    server.setScript({ models: json(list) });
    const models = await provider(make).listModels(new AbortController().signal);
    expect(models).toEqual(row.models);
    expect(server.requests).toMatchObject([{ path: row.path, key: 'other' }]);
  },
);
