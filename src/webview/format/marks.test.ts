// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { rangesOf } from './marks';

function marked(html: string, word: string, matchCase = false) {
  const root = document.createElement('div');
  root.innerHTML = `<div class="markdown">${html}</div>`;
  return rangesOf(root, [word], matchCase).map(String);
}

test.for([
  ['<p>Why retry? RETRY.</p>', 'retry', ['retry', 'RETRY']],
  ['<p>Ein Café</p>', 'cafe', ['Café']],
  ['<p>two <b>wor</b>ds</p>', 'two words', ['two words']],
  ['<p>text</p><button>text</button><footer>text</footer>', 'text', ['text']],
  ['<p>🙂🙂 after</p>', 'after', ['after']],
  ['<p>one</p><p>two</p>', 'onetwo', []],
  ['<ul><li>a <b>one</b></li><li>one</li></ul>', 'a one', ['a one']],
  ['<table><tr><td>one</td><td>two</td></tr></table>', 'two', ['two']],
  ['<p>nothing</p>', '', []],
] as const)('%s has %s', ([html, word, expected]) => {
  expect(marked(html, word)).toEqual(expected);
});

test('with its case a word is itself only; what is said about a message is none of its words', () => {
  expect(marked('<p>Retry to retry</p>', 'retry', true)).toEqual(['retry']);
  const root = document.createElement('div');
  root.innerHTML = '<p class="waiting">Waiting</p><div class="bubble">waiting</div>';
  expect(rangesOf(root, ['waiting']).map(String)).toEqual(['waiting']);
});
