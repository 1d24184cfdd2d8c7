import { expect, test } from 'vitest';
import { ThinkTags } from './thinkTags';

function split(...pieces: string[]) {
  const tags = new ThinkTags();
  const said = { text: '', reasoning: '' };
  for (const part of [...pieces.flatMap((piece) => tags.add(piece)), ...tags.end()]) {
    said[part.type] += part.text;
  }
  return said;
}

const table: [answer: string, reasoning: string, text: string][] = [
  ['<think>Hm.</think>Yes.', 'Hm.', 'Yes.'],
  ['\n<think>\nHm.\n</think>\n\nYes.\n', 'Hm.\n', 'Yes.\n'],
  ['<thinking>Hm.</thinking> Yes.', 'Hm.', 'Yes.'],
  ['<think></think>Yes.', '', 'Yes.'],
  ['<think>One.</think><think>Two.</think>Yes.', 'One.Two.', 'Yes.'],
  ['<think>Never ended </thi', 'Never ended </thi', ''],
  ['Use <think>tags</think> so.', '', 'Use <think>tags</think> so.'],
  ['<thinker> is a tag.', '', '<thinker> is a tag.'],
  ['<thi', '', '<thi'],
  ['  Yes.', '', '  Yes.'],
  ['<think>a < b </ c</think>a < b', 'a < b </ c', 'a < b'],
];

test.each(table)('%j is split, whole and letter by letter', (answer, reasoning, text) => {
  expect(split(answer)).toEqual({ reasoning, text });
  expect(split(...answer)).toEqual({ reasoning, text });
});

test('what cannot be a tag is handed on at once', () => {
  const tags = new ThinkTags();
  expect(tags.add('Hello')).toEqual([{ type: 'text', text: 'Hello' }]);
  expect(tags.add(' <think')).toEqual([{ type: 'text', text: ' <think' }]);
});
