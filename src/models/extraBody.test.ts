import { expect, test } from 'vitest';
import { readExtraBody } from './extraBody';
import { readKey } from './server';

test.each([
  ['{ "seed": 7 }', { body: { seed: 7 } }],
  ['  ', { body: {} }],
  ['{ seed: 7 }', { problem: 'This is not JSON. Write it such as { "seed": 7 }.' }],
  ['[1]', { problem: 'This is JSON, but no object. Write it such as { "seed": 7 }.' }],
  ['null', { problem: 'This is JSON, but no object. Write it such as { "seed": 7 }.' }],
  [
    '{ "messages": [] }',
    { problem: 'Leave out “messages”: the chat itself decides what is said to the model.' },
  ],
  [
    '{ "stream": false }',
    { problem: 'Leave out “stream”: the chat itself decides what is said to the model.' },
  ],
  ['{ "n": 2 }', { problem: 'Leave out “n”: a chat takes one answer at a time.' }],
  ['{ "max_tokens": 99999 }', { problem: 'Leave out “max_tokens”: it has a field of its own.' }],
  [
    '{ "generationConfig": { "seed": 7, "topP": 1 } }',
    { problem: 'Leave out “topP”: it has a field of its own.' },
  ],
])('the extra body %s', (typed, expected) => {
  expect(readExtraBody(typed)).toEqual(expected);
});

test.each([
  [' sk-abc\n', { key: 'sk-abc' }],
  ['Bearer sk-abc', { key: 'sk-abc' }],
  ['', { problem: 'Paste the key.' }],
  ['sk-a bc', { problem: 'A key has no spaces or line breaks in it.' }],
  ['sk-a\nbc', { problem: 'A key has no spaces or line breaks in it.' }],
  ['sk-ключ', { problem: 'A key has only plain letters, digits and signs.' }],
])('the key %j', (typed, expected) => {
  expect(readKey(typed)).toEqual(expected);
});
