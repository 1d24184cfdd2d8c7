import { calcPrice, findProvider } from '@pydantic/genai-prices';
import { expect, test } from 'vitest';
import { correctionOf, corrected, overflowOf } from './estimates';
import { listedContext } from './priceList';
import { priceOf, priceProblem, pricesOf } from './prices';

const at = new Date('2026-11-20T12:00:00Z');
const openai = 'https://api.openai.com/v1';
const ask = (model: string, baseUrl = openai) => ({
  modelId: `test:${model}`,
  asked: { model, baseUrl },
  at,
});
const usage = { inputTokens: 1000, outputTokens: 100 };

const places = {
  openai,
  anthropic: 'https://api.anthropic.com/v1',
  google: 'https://generativelanguage.googleapis.com/v1beta',
  groq: 'https://api.groq.com/openai/v1',
  mistral: 'https://api.mistral.ai/v1',
  deepseek: 'https://api.deepseek.com/v1',
};

test.each(Object.entries(places))(
  'prices at %s agree with the list they are from',
  (providerId, baseUrl) => {
    const models = findProvider({ providerId })?.models ?? [];
    let compared = 0;
    for (const { id } of models) {
      for (const [input, cached, output] of [
        [1000, 0, 100],
        [300_000, 1234, 777],
        [7, 7, 1],
      ] as const) {
        const listed = calcPrice(
          { input_tokens: input, cache_read_tokens: cached, output_tokens: output },
          id,
          { providerId, timestamp: at },
        );
        const ours = priceOf(
          { inputTokens: input, outputTokens: output, cachedInputTokens: cached },
          ask(id, baseUrl),
        );
        const { model_price: price } = listed ?? {};
        if (!listed || price?.['input_mtok'] === undefined || price['output_mtok'] === undefined) {
          expect(ours, id).toBeNull();
          continue;
        }
        expect(Math.abs((ours?.nanos ?? NaN) - listed.total_price * 1e9), id).toBeLessThanOrEqual(
          0.51,
        );
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(5);
  },
);

test('what is not known has no price, and never the price nothing', () => {
  expect(priceOf(usage, ask('no-such-model'))).toBeNull();
  expect(priceOf(usage, ask('gpt-4o', 'http://127.0.0.1:11434/v1'))).toBeNull();
  expect(priceOf({ inputTokens: null, outputTokens: 5 }, ask('gpt-4o'))).toBeNull();
  expect(priceOf({ inputTokens: 5, outputTokens: null }, ask('gpt-4o'))).toBeNull();
});

test('the cache saves what is then shown as saved', () => {
  const cost = priceOf({ ...usage, cachedInputTokens: 600 }, ask('gpt-4o'));
  // 400 at 2.50, 600 at 1.25, 100 at 10 dollars for a million.
  expect(cost).toEqual({ nanos: 2_750_000, savedNanos: 750_000, estimated: false });
});

test('the own price goes first, the more exact name before the pattern', () => {
  const own = {
    'test:gpt-4o': { input: 1, output: 2 },
    'gpt-4*': { input: 5, output: 5 },
    '*': { input: 0, output: 0 },
  };
  expect(priceOf(usage, { ...ask('gpt-4o'), ownPrices: own })?.nanos).toBe(1_200_000);
  expect(priceOf(usage, { ...ask('gpt-4.1'), ownPrices: own })?.nanos).toBe(5_500_000);
  expect(priceOf(usage, { ...ask('llama', 'http://x/v1'), ownPrices: own })?.nanos).toBe(0);
  expect(
    priceOf(usage, { ...ask('x', 'http://x/v1'), listed: { input: 1, output: 1 } })?.nanos,
  ).toBe(1_100_000);
});

test('a very cheap request costs more than nothing, and sums agree with what was added', () => {
  const one = priceOf(
    { inputTokens: 3, outputTokens: 1 },
    { ...ask('x'), ownPrices: { x: { input: 0.02, output: 0.04 } } },
  );
  expect(one?.nanos).toBe(100);
  const thousand = Array.from({ length: 1000 }, () => one?.nanos ?? NaN).reduce((a, b) => a + b, 0);
  expect(thousand).toBe(100_000);
});

test('estimates are marked', () => {
  expect(priceOf({ ...usage, estimated: true }, ask('gpt-4o'))).toMatchObject({ estimated: true });
});

test('a long request has the price of long requests', () => {
  const gemini = ask('gemini-2.5-pro', places.google);
  expect(pricesOf(gemini, 1000)?.input).toBe(1.25);
  expect(pricesOf(gemini, 200_001)?.input).toBe(2.5);
});

test.each([
  [{ input: -1, output: 1 }, true],
  [{ input: NaN, output: 1 }, true],
  [{ input: 0, output: 0 }, false],
  [{ input: 1, output: 1, cachedInput: -0.1 }, true],
])('the typed price %j', (prices, isWrong) => {
  expect(priceProblem(prices) !== undefined).toBe(isWrong);
});

test('the size of the context is known from the list', () => {
  expect(listedContext({ model: 'gpt-4o', baseUrl: openai })).toBe(128_000);
  expect(listedContext({ model: 'gpt-4o', baseUrl: 'http://x/v1' })).toBeNull();
});

test('the tokens of a model are judged by what it has billed', () => {
  expect(correctionOf([])).toBe(1);
  expect(correctionOf([{ counted: 10, billed: 40 }])).toBe(1);
  expect(
    correctionOf([
      { counted: 1000, billed: 1200 },
      { counted: 1000, billed: 1000 },
    ]),
  ).toBe(1.1);
  expect(correctionOf([{ counted: 1000, billed: 90_000 }])).toBe(3);
  expect(
    correctionOf([
      { counted: 0, billed: 5 },
      { counted: 500, billed: 0 },
    ]),
  ).toBe(1);
  expect(corrected(101, 1.1)).toBe(112);
});

test('what does not fit is told before it is sent', () => {
  const fit = { maxTokens: 1000, contextTokens: 8192, exact: true };
  expect(overflowOf({ ...fit, inputTokens: 7000 })).toBeUndefined();
  expect(overflowOf({ ...fit, inputTokens: 9000, contextTokens: null })).toBeUndefined();
  expect(overflowOf({ ...fit, inputTokens: 8300, exact: false })).toBeUndefined();
  expect(overflowOf({ ...fit, inputTokens: 9000 })).toMatchObject({
    remedy: 'shorten',
    message:
      'This request has 9,000 tokens, and the model takes 8,192 with the answer. Remove files, start a new chat, or choose a model with a larger context window.',
  });
  expect(overflowOf({ ...fit, inputTokens: 10_000, exact: false })?.message).toContain(
    'about 10,000',
  );
});
