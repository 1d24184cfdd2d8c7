import { expect, test } from 'vitest';
import * as z from 'zod';
import { requests } from '../protocol/api';
import {
  type Handlers,
  MESSAGE_LIMIT,
  request,
  type Requests,
  type ToWebview,
} from '../protocol/rpc';
import { createServer } from './serve';
import { fitting, shapeOf, unbounded, wrong } from './testing';

const describe = (error: unknown) => (error instanceof Error ? error.message : String(error));
const methods = Object.entries(requests);

/** Serves every request of the product, and keeps which handlers were reached. */
function serveAll() {
  const reached: string[] = [];
  const table = Object.fromEntries(
    methods.map(([name]) => [name, async () => void reached.push(name)]),
  );
  const serve = createServer(requests, table as unknown as Handlers<typeof requests>, describe);
  return { serve, reached };
}

/** Serves one request that ends when the test says so. */
function serveWaiting() {
  const shapes = { wait: request(z.number(), z.number()) };
  const calls: { input: number; signal: AbortSignal; end: PromiseWithResolvers<number> }[] = [];
  const serve = createServer(
    shapes,
    {
      wait: (input, signal) => {
        const end = Promise.withResolvers<number>();
        calls.push({ input, signal, end });
        return end.promise;
      },
    },
    describe,
  );
  const wait = (id: unknown, input: unknown = 1) =>
    serve({ type: 'request', id, method: 'wait', input });
  return { serve, wait, calls };
}

const failure = (id: number, message: string | RegExp) => ({
  type: 'failure',
  id,
  message: expect.stringMatching(message),
});

test.each(methods)(
  '%s: whatever is wrong with its input, the handler is not reached',
  async (method, { input }) => {
    const { serve, reached } = serveAll();
    const cases: [string, unknown][] = [['nothing is given', undefined], ...wrong(shapeOf(input))];
    expect(cases.length).toBeGreaterThan(5);
    for (const [what, value] of cases) {
      const answer = await serve({ type: 'request', id: 5, method, input: value });
      expect(answer, what).toMatchObject({ type: 'failure', id: 5 });
    }
    expect(reached).toEqual([]);
  },
);

test.each(methods)('%s: an input that fits reaches the handler', async (method, { input }) => {
  const { serve, reached } = serveAll();
  await serve({ type: 'request', id: 5, method, input: fitting(shapeOf(input)) });
  expect(reached).toEqual([method]);
});

test.each(methods)('%s: every text has a bound', (_, { input }) => {
  expect(unbounded(shapeOf(input))).toEqual([]);
});

const MALFORMED: [string, unknown, number][] = [
  ['nothing', undefined, 0],
  ['null', null, 0],
  ['a text', 'start', 0],
  ['a number', 5, 0],
  ['a list', [{ type: 'request', id: 1, method: 'start', input: {} }], 0],
  ['no type', { id: 3, method: 'start', input: {} }, 3],
  ['another type', { type: 'result', id: 3, value: {} }, 3],
  ['no id', { type: 'request', method: 'start', input: {} }, 0],
  ['an id of 0', { type: 'request', id: 0, method: 'start', input: {} }, 0],
  ['a negative id', { type: 'request', id: -4, method: 'start', input: {} }, -4],
  ['half an id', { type: 'request', id: 1.5, method: 'start', input: {} }, 0],
  ['an id beyond counting', { type: 'request', id: 1e300, method: 'start', input: {} }, 0],
  ['an id that is a text', { type: 'request', id: '1', method: 'start', input: {} }, 0],
  ['no method', { type: 'request', id: 3, input: {} }, 3],
  ['a method that is a list', { type: 'request', id: 3, method: ['start'], input: {} }, 3],
  ['a method without end', { type: 'request', id: 3, method: 'x'.repeat(200), input: {} }, 3],
  ['something added', { type: 'request', id: 3, method: 'start', input: {}, also: 1 }, 3],
  ['a cancel with something added', { type: 'cancel', id: 3, method: 'start' }, 3],
];

test.each(MALFORMED)('a message with %s gets an error answer', async (_, message, id) => {
  const { serve, reached } = serveAll();
  expect(await serve(message)).toEqual(failure(id, /malformed/));
  expect(reached).toEqual([]);
});

test.each([
  'constructor',
  '__proto__',
  'toString',
  'hasOwnProperty',
  'valueOf',
  '',
  'Start',
  'start ',
])('there is no request called “%s”', async (method) => {
  const { serve } = serveAll();
  const message = { type: 'request', id: 3, method, input: {} };
  expect(await serve(message)).toEqual(failure(3, /There is no request called/));
});

const nested = (depth: number) => {
  let value: unknown[] = [];
  for (let n = 0; n < depth; n++) value = [value];
  return value;
};
const OVERSIZED: [string, () => unknown][] = [
  ['a text of 5 MB', () => 'x'.repeat(5_000_000)],
  ['many texts of 5 MB together', () => Array.from({ length: 50 }, () => 'x'.repeat(100_000))],
  ['lists 100,000 deep', () => nested(100_000)],
  [
    'a million keys',
    () => Object.fromEntries(Array.from({ length: 1_000_000 }, (_, n) => [`k${n}`, n])),
  ],
  ['a million values', () => Array.from({ length: 1_000_000 }, () => ({}))],
  ['a key of 5 MB', () => ({ ['k'.repeat(5_000_000)]: 1 })],
  ['bytes', () => new Uint8Array(5_000_000)],
];

test.each(OVERSIZED)('a message with %s is refused, and at once', async (_, make) => {
  const { serve, reached } = serveAll();
  const input = make();
  const began = performance.now();
  const answers = [
    await serve({ type: 'request', id: 3, method: 'copyText', input: { text: input } }),
    await serve({ type: 'request', id: 3, method: 'copyText', input, also: input }),
  ];
  expect(performance.now() - began).toBeLessThan(2_000);
  for (const answer of answers) expect(answer).toEqual(failure(3, /too large/));
  expect(reached).toEqual([]);
});

test('a message that is nothing but keys is refused as well', async () => {
  const { serve } = serveAll();
  const keys = OVERSIZED.find(([what]) => what === 'a million keys')?.[1]();
  expect(await serve(keys)).toEqual(failure(0, /too large/));
});

test('a message just below the limit is answered', async () => {
  const { serve, reached } = serveAll();
  const input = { text: 'x'.repeat(MESSAGE_LIMIT - 100) };
  await serve({ type: 'request', id: 3, method: 'copyText', input });
  expect(reached).toEqual(['copyText']);
});

test('an answer has the number of its request, in whatever order they end', async () => {
  const { wait, calls } = serveWaiting();
  const answers = [wait(1, 10), wait(2, 20)];
  calls[1]?.end.resolve(22);
  expect(await answers[1]).toEqual({ type: 'result', id: 2, value: 22 });
  calls[0]?.end.resolve(11);
  expect(await answers[0]).toEqual({ type: 'result', id: 1, value: 11 });
});

test('the number of a request that is running cannot be used again until it has ended', async () => {
  const { wait, calls } = serveWaiting();
  const first = wait(1);
  expect(await wait(1, 2)).toEqual(failure(1, /already running/));
  expect(calls.map(({ input }) => input)).toEqual([1]);
  calls[0]?.end.resolve(5);
  expect(await first).toMatchObject({ type: 'result', value: 5 });
  const again = wait(1, 3);
  calls[1]?.end.resolve(6);
  expect(await again).toMatchObject({ type: 'result', value: 6 });
});

test('a cancel aborts its request and no other', async () => {
  const { serve, wait, calls } = serveWaiting();
  const answers = [wait(1), wait(2)];
  expect(await serve({ type: 'cancel', id: 1 })).toBeUndefined();
  expect(calls.map(({ signal }) => signal.aborted)).toEqual([true, false]);
  calls[0]?.end.reject(new Error('Cancelled'));
  calls[1]?.end.resolve(2);
  expect(await Promise.all(answers)).toMatchObject([{ type: 'failure' }, { type: 'result' }]);
});

test('a cancel of what is not running gets an error answer, and what comes later is not cancelled', async () => {
  const { serve, wait, calls } = serveWaiting();
  expect(await serve({ type: 'cancel', id: 1 })).toEqual(failure(1, /not running/));
  const answer = wait(1);
  expect(calls[0]?.signal.aborted).toBe(false);
  calls[0]?.end.resolve(1);
  await answer;
  expect(await serve({ type: 'cancel', id: 1 })).toEqual(failure(1, /not running/));
});

test('a handler that throws at once, later, or gives the wrong thing, is answered for', async () => {
  const shape = request(z.object({}), z.number());
  const shapes = { now: shape, later: shape, odd: shape } satisfies Requests;
  const serve = createServer(
    shapes,
    {
      now: () => {
        throw new Error('now');
      },
      later: () => Promise.reject(new Error('later')),
      odd: () => Promise.resolve('five' as never),
    },
    describe,
  );
  const ask = (method: string): Promise<ToWebview | undefined> =>
    serve({ type: 'request', id: 1, method, input: {} });
  expect(await ask('now')).toEqual(failure(1, 'now'));
  expect(await ask('later')).toEqual(failure(1, 'later'));
  expect(await ask('odd')).toEqual(failure(1, 'expected number'));
});
