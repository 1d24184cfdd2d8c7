import { expect, test } from 'vitest';
import { sourcesOf, withSources } from './sources';

const said = 'Twice [1].';

test('an answer is copied with its sources as a numbered list of Markdown links', () => {
  const citations = [
    { url: 'https://example.com/a?b=<c>', title: 'Why [twice]' },
    { url: 'https://www.example.org/', title: '' },
  ];
  expect(withSources({ text: said, citations })).toBe(
    `${said}\n\n1. [Why \\[twice\\]](<https://example.com/a?b=%3Cc%3E>)\n2. [example.org](<https://www.example.org/>)`,
  );
});

test('an answer without sources is copied as it is', () => {
  expect(withSources({ text: said, citations: [] })).toBe(said);
});

test.each(['javascript:alert(1)', 'http://example.com', 'command:x', 'https://', ''])(
  '%j is no source',
  (url) => {
    expect(sourcesOf({ citations: [{ url, title: 'x' }] })).toEqual([]);
  },
);
