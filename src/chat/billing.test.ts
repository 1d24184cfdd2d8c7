import { expect, test } from 'vitest';
import { priceOf } from '../models/prices';
import { bill, type Billing } from './billing';

const request = {
  model: 'm',
  system: 'four words in here',
  turns: [{ role: 'user' as const, text: 'two words' }],
  temperature: 1,
  maxTokens: 10,
};
const priced: Billing = {
  count: async (texts) => texts.map((text) => text.split(' ').filter(Boolean).length),
  priceOf: (modelId, usage) =>
    priceOf(usage, {
      modelId,
      asked: { model: 'm', baseUrl: 'http://127.0.0.1' },
      ownPrices: { 'p:m': { input: 3, output: 15, cachedInput: 0.3 } },
    }),
  contextOf: () => null,
  sees: () => true,
};

test('the provider’s own count is what is billed, the cache’s saving beside it', async () => {
  const usage = {
    inputTokens: 1_000,
    outputTokens: 100,
    cachedInputTokens: 800,
    reasoningTokens: 40,
  };
  expect(await bill(priced, { modelId: 'p:m', request, usage, received: ['x'] })).toEqual({
    inputTokens: 1_000,
    outputTokens: 100,
    cachedTokens: 800,
    reasoningTokens: 40,
    isEstimated: false,
    costNanos: 200 * 3_000 + 800 * 300 + 100 * 15_000,
    savedNanos: 800 * 2_700,
  });
});

test('an answer that was cut off before the count is estimated, and says so', async () => {
  const figures = await bill(priced, {
    modelId: 'p:m',
    request,
    usage: undefined,
    received: ['three words came', 'one'],
  });
  expect(figures).toMatchObject({
    inputTokens: 6,
    outputTokens: 4,
    isEstimated: true,
    costNanos: 6 * 3_000 + 4 * 15_000,
  });
});

test('an unknown price is unknown, not nothing', async () => {
  const usage = { inputTokens: 10, outputTokens: 1 };
  const figures = await bill(priced, { modelId: 'p:other', request, usage, received: ['x'] });
  expect(figures).toMatchObject({ inputTokens: 10, costNanos: null, isEstimated: false });
});

test('of a request that was refused nothing is known', async () => {
  expect(
    await bill(priced, { modelId: 'p:m', request, usage: undefined, received: ['', ''] }),
  ).toEqual({});
});
