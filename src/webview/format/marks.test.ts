// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { rangesOf } from './marks';

function marked(html: string, ...words: string[]) {
  const root = document.createElement('div');
  root.innerHTML = html;
  return rangesOf(root, words).map(String);
}

test.for([
  ['<p>Why retry? RETRY.</p>', 'retry', ['retry', 'RETRY']],
  ['<p>Ein Café</p>', 'cafe', ['Café']],
  ['<p>two <b>wor</b>ds</p>', 'two words', ['two words']],
  ['<p>text</p><button>text</button><footer>text</footer>', 'text', ['text']],
  ['<p>🙂🙂 after</p>', 'after', ['after']],
  ['<p>nothing</p>', '', []],
] as const)('%s has %s', ([html, word, expected]) => {
  expect(marked(html, word)).toEqual(expected);
});
