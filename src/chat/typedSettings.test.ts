import { expect, test } from 'vitest';
import { readSetting, SETTING_NAMES, settingText } from './typedSettings';

test.each([
  ['temperature', ' 0,25 ', { temperature: 0.25 }],
  ['topP', '1', { topP: 1 }],
  ['maxTokens', '32,000', { maxTokens: 32_000 }],
  ['reasoningEffort', 'high', { reasoningEffort: 'high' }],
  ['stop', 'END, two words ,\\n\\n', { stop: ['END', 'two words', '\n\n'] }],
  ['stop', 'a\\,b,\\\\,\\ x\\ ', { stop: ['a,b', '\\', ' x '] }],
  ['extraBody', '{ "seed": 7 }', { extraBody: { seed: 7 } }],
  ['extraBody', '{}', { extraBody: {} }],
  ['topP', '', { topP: null }],
  ['extraBody', ' \n', { extraBody: null }],
] as const)('for %s, %j is understood', (name, typed, change) => {
  expect(readSetting(name, typed)).toEqual({ change });
});

test.each([
  ['temperature', 'warm', 'Temperature is from 0 to 2.'],
  ['temperature', '3', 'Temperature is from 0 to 2.'],
  ['topP', '1.1', 'Top-p is from 0 to 1.'],
  ['maxTokens', '0', 'Max tokens is at least 1.'],
  ['maxTokens', '-5', 'Max tokens is a whole number of at least 1.'],
  ['stop', 'x,'.repeat(17), 'There are at most 16 stop texts.'],
  ['extraBody', '{ seed: 7 }', 'This is not JSON. Write it such as { "seed": 7 }.'],
  ['extraBody', '[7]', 'This is JSON, but no object. Write it such as { "seed": 7 }.'],
  [
    'extraBody',
    '{ "messages": [] }',
    'Leave out “messages”: the chat itself decides what is said to the model.',
  ],
] as const)('for %s, %j has a sentence', (name, typed, problem) => {
  expect(readSetting(name, typed)).toEqual({ problem });
});

test('what is shown means the same when it is typed again', () => {
  const settings = {
    ...{ temperature: 0.2, maxTokens: 4_000, topP: 0.9, reasoningEffort: 'xhigh' as const },
    stop: ['a, b', ' ', '\n\n', '\\n', 'Human:'],
    extraBody: { '__proto__ ': [1, { deep: 'a\n  b' }], 'top "k"': null },
  };
  const again = SETTING_NAMES.map((name) => readSetting(name, settingText(settings, name)));
  expect(Object.assign({}, ...again.map((read) => ('change' in read ? read.change : {})))).toEqual(
    settings,
  );
});
