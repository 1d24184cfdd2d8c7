import { expect, test } from 'vitest';
import { cheapModel, type PricedModel } from './cheapModel';

const models = (prices: Record<string, [number, number] | null>): PricedModel[] =>
  Object.entries(prices).map(([id, price]) => ({
    id,
    price: price && { input: price[0], output: price[1] },
  }));

const openai = models({
  'gpt-6': [2, 8],
  'gpt-6-mini': [0.4, 1.6],
  'gpt-6-nano': [0.1, 0.4],
  'gpt-6-nano-search': [0.05, 0.2],
  'gpt-6-mini-free': [0, 0],
  'gpt-6-mini-next': null,
  'gpt-old': [0.01, 0.01],
});

test('the cheapest small model is found', () => {
  expect(cheapModel('gpt-6', openai)).toBe('gpt-6-nano');
  expect(cheapModel('gpt-6-mini', openai)).toBe('gpt-6-nano');
});

test('a model stays where nothing is known to cost less', () => {
  expect(cheapModel('gpt-6-nano', openai)).toBe('gpt-6-nano');
  expect(cheapModel('gpt-6-mini-next', openai)).toBe('gpt-6-mini-next');
  expect(cheapModel('typed by hand', openai)).toBe('typed by hand');
  expect(cheapModel('gpt-6', [])).toBe('gpt-6');
});

test('behind one address, another maker’s model is not asked', () => {
  const router = models({
    'anthropic/claude-9-opus': [15, 75],
    'anthropic/claude-9-haiku': [1, 5],
    'openai/gpt-6-nano': [0.1, 0.4],
    'x/minimax-1': [0.1, 0.1],
  });
  expect(cheapModel('anthropic/claude-9-opus', router)).toBe('anthropic/claude-9-haiku');
  expect(cheapModel('x/grand', [...router, ...models({ 'x/grand': [9, 9] })])).toBe('x/grand');
});
