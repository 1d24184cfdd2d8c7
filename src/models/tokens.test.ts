import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { buildTokenizerWorker } from './testing';
import { createTokenCounter, type TokenCounter } from './tokens';

let built: Awaited<ReturnType<typeof buildTokenizerWorker>>;
let counter: TokenCounter;

beforeAll(async () => {
  built = await buildTokenizerWorker();
  counter = createTokenCounter(built.file);
});
afterAll(async () => {
  await counter.close();
  await built.remove();
});

test('tokens are counted as o200k has them', async () => {
  expect(
    await counter.count(['', 'Hello, world!', 'const x = 1;\n', '日本語の文章です。']),
  ).toEqual([0, 4, 6, 6]);
});

test('the thread is started by the first text, not before', async () => {
  const own = createTokenCounter(built.file);
  expect(await own.count([])).toEqual([]);
  expect(own.running).toBe(false);
  await own.count(['Hello']);
  expect(own.running).toBe(true);
  await own.close();
  expect(own.running).toBe(false);
});

test('a file that holds a special token is an ordinary file', async () => {
  const [count] = await counter.count(['<|endoftext|>']);
  expect(count).toBeGreaterThan(1);
});

const megabyte = 1_000_000;
const scattered = Array.from({ length: megabyte }, (_, i) => 0x4e00 + ((i * 7919) % 20_000));
const pathological = {
  blanks: ' '.repeat(megabyte),
  'line feeds': '\n'.repeat(megabyte),
  'one letter': 'a'.repeat(megabyte),
  'one sign': '-'.repeat(megabyte),
  'one Chinese character': '日'.repeat(megabyte),
  'Chinese without a stop': String.fromCodePoint(...scattered.slice(0, 100_000)).repeat(10),
  emoji: '👩‍💻'.repeat(megabyte / 5),
  'half surrogates': '\ud800'.repeat(megabyte),
  accents: '\u0301'.repeat(megabyte),
  digits: '1234567890'.repeat(megabyte / 10),
};

// Some 1.5 s at most where this was written; the tokenizer alone takes minutes.
test.each(Object.entries(pathological))(
  'a megabyte of %s is counted in bounded time',
  { timeout: 20_000 },
  async (_, text) => {
    const [count = 0] = await counter.count([text]);
    expect(count).toBeGreaterThan(1000);
  },
);

test('cutting long words leaves the count as it was', async () => {
  const known: [text: string, tokens: number][] = [
    [' '.repeat(20_000), 157],
    ['a'.repeat(20_000), 2500],
    ['\n'.repeat(20_000), 1250],
    ['日本語の文章です。'.repeat(3000), 18_000],
  ];
  const counts = await counter.count(known.map(([text]) => text));
  for (const [i, [, tokens]] of known.entries()) {
    expect(Math.abs((counts[i] ?? 0) - tokens) / tokens).toBeLessThan(0.01);
  }
});

test('a stopped count rejects at once and leaves the thread free for the next', async () => {
  const stop = new AbortController();
  const many = counter.count(Array<string>(200).fill('日'.repeat(100_000)), stop.signal);
  const stopped = many.catch((reason: unknown) => reason);
  stop.abort();
  expect(await stopped).toMatchObject({ name: 'AbortError' });
  expect(await counter.count(['Hello'])).toEqual([1]);
});

test('closing rejects who waits, and the next count starts anew', async () => {
  const own = createTokenCounter(built.file);
  const waiting = own.count(['Hello']).catch(String);
  await own.close();
  expect(await waiting).toContain('closed');
  expect(await own.count(['Hello'])).toEqual([1]);
  await own.close();
});

test('a thread that has been idle ends by itself, and comes back when it is needed', async () => {
  const own = createTokenCounter(built.file, 1);
  expect(await own.count(['Hello'])).toEqual([1]);
  await vi.waitUntil(() => !own.running);
  expect(await own.count(['Hello'])).toEqual([1]);
  await own.close();
});

test('a thread that cannot start is told', async () => {
  await expect(createTokenCounter('/nowhere.js').count(['Hello'])).rejects.toThrow('nowhere');
});
