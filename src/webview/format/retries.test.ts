import { expect, test } from 'vitest';
import { timeLeft, withoutAdvice } from './retries';

test.each([
  [
    'OpenAI asks to wait: too many requests. Try again in 12 seconds.',
    'OpenAI asks to wait: too many requests.',
  ],
  [
    'OpenAI has failed (500): “Try again later.”. Try again.',
    'OpenAI has failed (500): “Try again later.”.',
  ],
  ['The model gave an empty answer.', 'The model gave an empty answer.'],
])('of “%s” the reason is “%s”', (sentence, reason) => {
  expect(withoutAdvice(sentence)).toBe(reason);
});

test.each([
  [-5, '1 s'],
  [1, '1 s'],
  [12_000, '12 s'],
  [59_001, '1 min 0 s'],
  [600_000, '10 min 0 s'],
])('%i ms are %s', (ms, shown) => {
  expect(timeLeft(ms)).toBe(shown);
});
