import { expect, test } from 'vitest';
import { Seam } from './seam';

const before = 'The second attempt comes from the client. The queue retries once more, and';

/** What is seen of the rest, however it is cut. */
function join(had: string, rest: string, size: number): string {
  const seam = new Seam(had);
  let seen = '';
  for (let at = 0; at < rest.length; at += size) seen += seam.add(rest.slice(at, at + size));
  return seen + seam.end();
}

for (const size of [1, 3, 7, 1_000]) {
  test.each([
    ['goes on as it is', ' then it gives up.', ' then it gives up.'],
    [
      'the last words again',
      'The queue retries once more, and then it gives up.',
      ' then it gives up.',
    ],
    ['the whole answer again', `${before} then it gives up.`, ' then it gives up.'],
    ['a word that was there before', ' the client', ' the client'],
    ['the end again and no more', 'The queue retries once more, and', ''],
    ['nothing', '', ''],
  ])(`pieces of ${size}: %s`, (_, rest, expected) => {
    expect(join(before, rest, size)).toBe(expected);
  });

  test.each([
    ['a word goes on', 'The idemp', 'otency key', 'The idempotency key'],
    ['a word begins again', 'The idemp', 'idempotency key', 'The idempotency key'],
    ['a word that only looks alike', 'He was in', 'inside.', 'He was ininside.'],
    ['a word stands twice', 'It is very', ' very long', 'It is very very long'],
    ['an emoji begins again', 'Ask a 👩\u200d', '👩\u200d💻 first', 'Ask a 👩\u200d💻 first'],
    ['an emoji goes on', 'Ask a 👩\u200d', '💻 first', 'Ask a 👩\u200d💻 first'],
    ['an emoji twice', 'Yes 👍', '👍 again', 'Yes 👍👍 again'],
  ])(`pieces of ${size}: %s`, (_, had, rest, whole) => {
    expect(had + join(had, rest, size)).toBe(whole);
  });

  const code = 'So:\n\n```ts\nconst retries = 2;\nconst wait';
  const whole = `${code} = 100;\n\`\`\`\n\nDone.`;
  test.each([
    ['the code goes on', code, ' = 100;\n```\n\nDone.'],
    ['the block is opened again', code, '```ts\n = 100;\n```\n\nDone.'],
    ['and its last line', code, '```ts\nconst wait = 100;\n```\n\nDone.'],
    ['and all of it', code, '```ts\nconst retries = 2;\nconst wait = 100;\n```\n\nDone.'],
    ['the block is closed at once', `${code} = 100;\n`, '```\n\nDone.'],
    ['another block follows one that is whole', 'So:\n\n```ts\na\n```\n', '```ts\nb\n```\n'],
  ])(`pieces of ${size}, in code: %s`, (_, had, rest) => {
    const expected = had.startsWith(code) ? whole : had + rest;
    expect(had + join(had, rest, size)).toBe(expected);
  });
}

test('what is surely new is not held back', () => {
  const seam = new Seam(before);
  expect(seam.add(' Zebra')).toBe(' Zebra');
  expect(seam.add(' and')).toBe(' and');
});
