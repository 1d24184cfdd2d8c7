import { expect, test } from 'vitest';
import { shownText } from './shownText';

test.for([
  ['**bold**word and _emphasis_ and *more*', 'boldword and emphasis and more'],
  ['**bold with `code`**', 'bold with code'],
  ['see [the **docs**](https://example.com/a_(b)) now', 'see the docs now'],
  ['![a chart](x.png)', 'Image: a chart'],
  ['`handlers[name](event)` and ``a`b``', 'handlers[name](event) and a`b'],
  ['snake_case_name and 2*3 and a * b * c', 'snake_case_name and 2*3 and a * b * c'],
  ['not \\*this\\*', 'not *this*'],
  ['R&amp;D &lt;div&gt;', 'R&D <div>'],
  ['## Heading', 'Heading'],
  ['> - [x] done `it`', 'done it'],
  ['3. third', 'third'],
  ['| a | **b** |\n|---|:--:|\n| c \\| d | e |', '\n a \n b \n\n\n\n c | d \n e \n'],
  ['```py\n# comment\nx = 2**3 # **no**\nh[a](b)\n```\nafter **it**', '\n# comment\nx = 2**3 # **no**\nh[a](b)\n\nafter it'],
  ['1. a\n   ~~~\n   ```\n   **x**\n   ~~~', 'a\n\n   ```\n   **x**\n'],
  ['````\n```\nstill **code**\n````', '\n```\nstill **code**\n'],
] as const)('%s reads as it is drawn', ([markdown, text]) => {
  expect(shownText(markdown)).toBe(text);
}); // prettier-ignore

test.for([
  '*'.repeat(9_000),
  '['.repeat(9_000),
  '_a'.repeat(4_500),
  '`'.repeat(9_000),
  '** a'.repeat(2_500),
])('a hostile line does not hold up the search', (line) => {
  const began = performance.now();
  shownText(line);
  expect(performance.now() - began).toBeLessThan(1_000);
});
