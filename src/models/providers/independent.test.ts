import { LLMock } from '@copilotkit/aimock';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Provider } from '../provider';
import type { ProviderOptions } from '../sdkProvider';
import { asModelError, collectAnswer } from '../testing';
import { anthropic } from './anthropic';
import { google } from './google';
import { openai } from './openai';
import { openaiCompatible } from './openaiCompatible';

/** Somebody else's idea of the same formats: what ours gets wrong, both would have to get wrong. */
const mock = new LLMock({ port: 0, chunkSize: 3 });

beforeAll(async () => {
  mock.onMessage('Hi', { content: 'Grüße 👩‍💻 from afar.', reasoning: 'Let me see.' });
  mock.onMessage(
    'Break',
    { content: 'This will never be whole.' },
    { latency: 20, truncateAfterChunks: 6 },
  );
  await mock.start();
});
afterAll(() => mock.stop());

const formats: Record<string, { make: (options: ProviderOptions) => Provider; path: string }> = {
  'chat completions': { make: openaiCompatible, path: '/v1' },
  responses: { make: openai, path: '/v1' },
  anthropic: { make: anthropic, path: '/v1' },
  google: { make: google, path: '/v1beta' },
};

describe.each(Object.entries(formats))('%s', (_, { make, path }) => {
  const provider = () =>
    make({
      id: 'test',
      name: 'Mock',
      baseUrl: `${mock.url}${path}`,
      apiKey: async () => 'sk-mock-0123456789',
    });
  const model = 'mock-model';
  const ask = (text: string) =>
    collectAnswer(provider(), { request: { model, turns: [{ role: 'user', text }] } });

  test('a whole answer with its thoughts and its usage', async () => {
    const answer = await ask('Hi');
    expect(answer.error).toBeUndefined();
    expect(answer).toMatchObject({
      text: 'Grüße 👩‍💻 from afar.',
      reasoning: 'Let me see.',
      finish: 'stop',
    });
    expect(answer.usage).toBeDefined();
  });

  test('an answer that breaks off keeps what had arrived', async () => {
    const { text, finish, error } = await ask('Break');
    expect(asModelError(error).message).toMatch(/^The connection to Mock was cut in the middle/);
    expect('This will never be whole.').toContain(text);
    expect(text).not.toBe('');
    expect(finish).toBeUndefined();
  });

  test.each([
    [429, 'rate_limit_error', /^Mock asks to wait: too many requests\. Try again in/, 'retry'],
    [401, 'authentication_error', /^Mock did not accept the API key/, 'setKey'],
    [503, 'overloaded_error', /^Mock is overloaded or not ready \(503\)/, 'retry'],
    [500, 'server_error', /^Mock has failed \(500\)/, 'retry'],
  ])('an error with status %i', async (status, type, sentence, action) => {
    mock.nextRequestError(status, { message: 'Not now', type });
    const error = asModelError((await ask('Hi')).error);
    expect(error.message).toMatch(sentence);
    expect(error.action).toBe(action);
  });
});
