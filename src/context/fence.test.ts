import { Lexer } from 'marked';
import { expect, test } from 'vitest';
import { fenced } from './fence';

test.each([
  ['plain text', 'const a = 1;'],
  ['a fence of its own', '```ts\nconst a = 1;\n```'],
  ['a longer fence', '``````\n`````\n```\n'],
  ['a fence at its very end', 'text\n```'],
  ['nothing', ''],
  ['only backticks', '`'.repeat(1000)],
])('a block of %s is one block of code and nothing else', (_, text) => {
  const tokens = new Lexer().lex(`${fenced(text, 'md')}\n`).filter(({ type }) => type !== 'space');
  expect(tokens).toMatchObject([{ type: 'code', lang: 'md' }]);
  expect((tokens[0] as { text: string }).text.trimEnd()).toBe(text.trimEnd());
});

test('a file of nothing but fences is no trouble', () => {
  const text = '```\n'.repeat(250_000);
  expect(fenced(text)).toBe(`\`\`\`\`\n${text}\`\`\`\``);
});
