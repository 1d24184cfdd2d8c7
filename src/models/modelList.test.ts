import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import type { ModelListName } from '../../test/servers/scripts';
import { readAddress } from './baseUrl';
import { discoverModels } from './discover';
import { openaiCompatible } from './providers/openaiCompatible';
import { asModelError } from './testing';

const key = 'sk-test-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: key } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const list = (models: ModelListName, apiKey: string | undefined = key) => {
  server.setScript({ models });
  const options = {
    id: 'test',
    name: 'Test',
    baseUrl: server.url,
    limits: { listLength: 100_000, listMs: models === 'stall' ? 300 : 15_000 },
  };
  const provider = openaiCompatible({ ...options, apiKey: async () => apiKey });
  return provider.listModels(new AbortController().signal);
};

const model = (
  id: string,
  name = id,
  contextTokens: number | null = null,
  max: number | null = null,
) => ({
  id,
  name,
  contextTokens,
  maxOutputTokens: max,
});

describe('a list of models', () => {
  const table: Partial<Record<ModelListName, ReturnType<typeof model>[]>> = {
    one: [model('test-model')],
    two: [model('test-model'), model('other-model')],
    openRouter: [model('meta/llama:free', 'Meta: Llama (free)', 65_536, 8192)],
    vllm: [model('qwen', 'qwen', 32_768)],
    groq: [model('fast', 'fast', 8192, 4096)],
    lmStudio: [model('phi', 'phi', 4096)],
    llamaCpp: [model('tiny.gguf', 'tiny.gguf', 2048)],
    ollamaTags: [model('llama3:8b')],
    bareArray: [model('a', 'A', 100), model('b')],
    ollamaEmpty: [],
    empty: [],
    partlyOdd: [model('good')],
  };

  test.each(Object.entries(table))('%s is understood', async (name, models) => {
    expect(await list(name as ModelListName)).toEqual(models);
    expect(server.requests).toMatchObject([{ method: 'GET', path: '/v1/models', key: 'right' }]);
  });
});

describe('what is no list of models', () => {
  const other =
    'Test sent something else instead of its list of models. Check the address URL in Manage Models.';
  const table: Partial<Record<ModelListName, [sentence: string, action: string]>> = {
    allOdd: [other, 'manageModels'],
    notAList: [other, 'manageModels'],
    number: [other, 'manageModels'],
    brokenJson: [other, 'manageModels'],
    webPage: [
      'Test sent a web page instead of its list of models. Check the address URL in Manage Models.',
      'manageModels',
    ],
    notFound: [
      'Test does not know the address URL (404). Check the address in Manage Models.',
      'manageModels',
    ],
    needsKey: ['Test asks for an API key. Set the key, then try again.', 'setKey'],
    error200: [
      'Test reported an error: “Unexpected endpoint or method. (GET /models)”. Try again in a moment.',
      'retry',
    ],
    endless: [other, 'manageModels'],
    stall: ['Test has not sent its list of models within 0.3 seconds. Try again.', 'retry'],
  };

  test.each(Object.entries(table))(
    '%s is told in one sentence',
    async (name, [sentence, action]) => {
      const apiKey = name === 'needsKey' ? '' : key;
      const error = asModelError(
        await list(name as ModelListName, apiKey).catch((e: unknown) => e),
      );
      expect(error.message).toBe(sentence.replace('URL', server.url));
      expect(error.action).toBe(action);
      await server.ended(0);
    },
  );
});

test('stopping closes the connection', async () => {
  server.setScript({ models: 'stall' });
  const stop = new AbortController();
  const options = { id: 'test', name: 'Test', baseUrl: server.url, apiKey: async () => key };
  const models = openaiCompatible(options).listModels(stop.signal);
  await server.request(0);
  stop.abort();
  await expect(models).rejects.toMatchObject({ name: 'AbortError' });
  expect(await server.ended(0)).toBe('closedByClient');
});

describe('discovering', () => {
  const discover = (typed: string, apiKey?: string) => {
    const read = readAddress(typed);
    if ('problem' in read) throw new Error(read.problem);
    const options = { name: 'Test', candidates: read.candidates, apiKey: async () => apiKey };
    return discoverModels(options, new AbortController().signal);
  };
  const bare = () => new URL(server.url).host;

  test('the /v1 that was not typed is found', async () => {
    const { baseUrl, models } = await discover(bare());
    expect(baseUrl).toBe(server.url);
    expect(models).toEqual([model('test-model')]);
  });

  test('a server that asks for a key is found, whatever the wrong addresses say', async () => {
    server.setScript({ models: 'needsKey' });
    const { baseUrl, problem } = await discover(bare());
    expect(baseUrl).toBe(server.url);
    expect(problem?.message).toBe('Test asks for an API key. Set the key, then try again.');
    expect(await discover(bare(), key)).toMatchObject({ baseUrl: server.url, problem: null });
  });

  test('a server without models is found all the same', async () => {
    server.setScript({ models: 'ollamaEmpty' });
    expect(await discover(bare())).toEqual({ baseUrl: server.url, models: [], problem: null });
  });

  test('a server that is not running is told', async () => {
    const closed = await startOpenaiServer();
    await closed.close();
    const error = asModelError(await discover(closed.url).catch((e: unknown) => e));
    expect(error.message).toMatch(/^Test does not answer at /);
  });
});
