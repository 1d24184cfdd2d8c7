import { expect, test } from 'vitest';
import { hostileAnswer } from '../playground/hostile';
import { lex } from './lexer';
import { createMarkdownStream } from './stream';

const ordinary = `# Title

Some *words* and \`code\`.
More words.

Setext
======

- one

  still one
- two
  - nested
    1. deep

1) first
2) second

> quote
lazy
> > deeper

\`\`\`ts
const a = 1;

const b = 2;
\`\`\`

~~~
open # no title
~~~

| a | b |
|---|:-:|
| 1 | 2 |

    indented

    code

---
<div>

text

</div>

- [x] done
- [ ] not

*a **b*** ~~c~~ https://example.com

`;

/** Numbers that look random and are the same in every run. */
function* numbers(seed: number) {
  let n = seed;
  for (;;) yield (n = (n * 48_271) % 2_147_483_647);
}

function cuts(text: string, seed: number): number[] {
  const positions: number[] = [];
  let at = 0;
  for (const n of numbers(seed)) {
    at += 1 + (n % 23);
    if (at >= text.length) return positions;
    positions.push(at);
  }
  return positions;
}

const whole = (text: string) => JSON.stringify(lex(text));

function streamed(text: string, ended: boolean, stream = createMarkdownStream()) {
  return JSON.stringify(stream.read(text, ended).map((block) => block.token));
}

test('at every cut the stream has what reading the text whole gives', () => {
  for (let seed = 1; seed <= 20; seed++) {
    const stream = createMarkdownStream();
    for (const cut of cuts(ordinary, seed)) {
      const text = ordinary.slice(0, cut);
      expect(streamed(text, false, stream), `seed ${seed}, cut ${cut}`).toBe(whole(text));
    }
  }
});

test.for([
  ['ordinary', ordinary],
  ['hostile', hostileAnswer],
  [
    'with definitions',
    `[a][1] and\n\n[b]\n\n${ordinary}\n[1]: https://a.example\n[b]: https://b.example\n`,
  ],
  ['with carriage returns', ordinary.replaceAll('\n', '\r\n')],
] as const)('once ended, a stream of %s text is exactly the whole', ([, text]) => {
  for (let seed = 1; seed <= 10; seed++) {
    const stream = createMarkdownStream();
    for (const cut of cuts(text, seed)) stream.read(text.slice(0, cut), false);
    expect(streamed(text, true, stream), `seed ${seed}`).toBe(whole(text));
  }
});

test('blocks that are settled are not read again', () => {
  const stream = createMarkdownStream();
  const text = 'First.\n\nSecond.\n\nThird.\n\nFourth.';
  const before = stream.read(text, false);
  const after = stream.read(`${text} More.`, false);
  expect(after[0]?.token).toBe(before[0]?.token);
});

test('another text begins anew', () => {
  const stream = createMarkdownStream();
  stream.read('First.\n\nSecond.\n\nThird.\n\nFourth.', false);
  expect(streamed('Something else.', false, stream)).toBe(whole('Something else.'));
});

test('an answer that ended, goes on and ends again is read to its second end', () => {
  const stream = createMarkdownStream();
  stream.read('Hello from', true);
  stream.read('Hello from the other side.', false);
  const text = 'Hello from the other side.';
  expect(streamed(text, true, stream)).toBe(whole(text));
});

const HOSTILE_SHAPES: Record<string, string> = {
  'quotes nested 500 deep': `${'> '.repeat(500)}x`,
  'quotes nested 20,000 deep': `${'>'.repeat(20_000)}x`,
  'lists nested 500 deep': Array.from({ length: 500 }, (_, i) => `${'  '.repeat(i)}- x`).join('\n'),
  'lists nested in one line': `${'- '.repeat(5_000)}x`,
  'emphasis nested': `${'*a **b '.repeat(3_000)}x`,
  'stars': '*'.repeat(50_000),
  'brackets': '['.repeat(50_000),
  'links in links': `${'[a'.repeat(3_000)}${'](b)'.repeat(3_000)}`,
  'backticks': Array.from({ length: 300 }, (_, i) => '`'.repeat(i)).join(' '),
  'a megabyte of words': 'Words and more words. '.repeat(50_000),
  'a megabyte of paragraphs': 'Words and more words.\n\n'.repeat(45_000),
  'ten thousand lines of code': `\`\`\`ts\n${'const a = 1;\n'.repeat(10_000)}`,
  'a line of two thousand columns': `\`\`\`\n${'x'.repeat(2_000)}\n\`\`\``,
  'a long list': '- item\n'.repeat(10_000),
  'a long table': `| a | b |\n|---|---|\n${'| 1 | 2 |\n'.repeat(5_000)}`,
  'tags': '<a '.repeat(20_000),
  'underscores': '_a_'.repeat(10_000),
}; // prettier-ignore

test.for(Object.entries(HOSTILE_SHAPES))('%s are read in bounded time', ([, text]) => {
  const begun = performance.now();
  expect(lex(text).length).toBeGreaterThan(0);
  expect(performance.now() - begun).toBeLessThan(5_000);
});
