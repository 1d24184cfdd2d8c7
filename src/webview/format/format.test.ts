import { expect, test } from 'vitest';
import {
  bytes,
  duration,
  figures,
  money,
  plural,
  saving,
  shortTokens,
  thoughtFor,
} from './amounts';
import { fileIcon, fileName } from './files';
import { plainLine } from './preview';
import { ago, agoInWords } from './times';

test('tokens are short where room is short', () => {
  expect([0, 812, 1_204, 9_960, 31_400, 999_900].map(shortTokens)).toEqual([
    '0',
    '812',
    '1.2k',
    '10k',
    '31k',
    '1.0M',
  ]);
});

test('what is not known about an answer is left out', () => {
  const unknown = {
    requestId: '',
    durationMs: null,
    inputTokens: null,
    outputTokens: null,
    isEstimated: false,
    costNanos: null,
    savedNanos: null,
  };
  expect(figures(unknown)).toEqual([]);
  expect(
    figures({ ...unknown, durationMs: 1_200, outputTokens: 812, costNanos: 4_000_000 }),
  ).toEqual(['1.2 s', '812 tokens', '$0.004']);
});

test('only what was saved is said to be', () => {
  expect([null, 0, -5_000_000, 12_000_000].map((savedNanos) => saving({ savedNanos }))).toEqual([
    ...['', '', ''],
    'saved $0.012',
  ]);
});

test('nobody counts the tenths of a thought', () => {
  expect([null, 300, 12_400, 125_000].map(thoughtFor)).toEqual([
    'Thoughts',
    'Thought for under 1 s',
    'Thought for 12 s',
    'Thought for 2 min 5 s',
  ]);
});

test('durations, sizes and money read as people write them', () => {
  expect([0.4, 6, 1_200, 75_000].map(duration)).toEqual(['1 ms', '6 ms', '1.2 s', '1 min 15 s']);
  expect([12, 4_812, 24_300, 1_500_000].map(bytes)).toEqual(['12 B', '4.8 KB', '24 KB', '1.5 MB']);
  expect([0, 300_000, 4_000_000, 1_250_000_000].map(money)).toEqual([
    '$0',
    'under $0.001',
    '$0.004',
    '$1.25',
  ]);
  expect([plural(1, 'chat'), plural(1_400, 'chat')]).toEqual(['1 chat', '1,400 chats']);
});

test('times become coarser with age', () => {
  const now = Date.UTC(2026, 10, 22, 12);
  const before = (minutes: number) => ago(now - minutes * 60_000, now);
  expect([0.5, 4, 130].map(before)).toEqual(['now', '4 min', '2 h']);
  expect(before(60 * 24 * 19)).toBe('3 Nov');
  expect(before(60 * 24 * 400)).toBe('2025');
  expect(agoInWords(now - 240_000, now)).toBe('4 min ago');
});

test('a path has a name and an icon', () => {
  expect([fileName('src/a.ts'), fileName('a.ts'), fileName('c:\\x\\a.ts')]).toEqual([
    'a.ts',
    'a.ts',
    'a.ts',
  ]);
  expect([fileIcon('a.md'), fileIcon('a.ts'), fileIcon('LICENSE')]).toEqual([
    'markdown',
    'file-code',
    'file',
  ]);
});

test('a line of Markdown reads as plain words', () => {
  expect(plainLine('# The **second** [a.ts:1](src/a.ts:1) passes `retry: 1`')).toBe(
    'The second a.ts:1 passes retry: 1',
  );
  expect(plainLine('```js x = 2**3; on[name](event)')).toBe('js x = 2**3; on[name](event)');
  expect(plainLine('2 * 3 * 4 and snake_case_name')).toBe('2 * 3 * 4 and snake_case_name');
});
