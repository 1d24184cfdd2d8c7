import { expect, test } from 'vitest';
import { Seam } from './seam';

const before = 'The second attempt comes from the client. The queue retries once more, and';

/** What is seen of the rest, however it is cut. */
function join(rest: string, size: number): string {
  const seam = new Seam(before);
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
    expect(join(rest, size)).toBe(expected);
  });
}

test('what is surely new is not held back', () => {
  const seam = new Seam(before);
  expect(seam.add(' Zebra')).toBe(' Zebra');
  expect(seam.add(' and')).toBe(' and');
});
