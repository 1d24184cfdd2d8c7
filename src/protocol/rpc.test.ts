import { expect, test } from 'vitest';
import * as z from 'zod';
import { createServer } from '../extension/serve';
import { connect } from '../webview/connect';
import { type Handlers, request, type ToHost, type ToWebview } from './rpc';

const shapes = {
  double: request(z.number(), z.number()),
  forget: request(z.object({}), z.void()),
};
const events = { tick: z.object({ n: z.number() }) };
const overJson = <T>(message: T): T => JSON.parse(JSON.stringify(message)) as T;

/** Both ends of the protocol, joined by a wire that carries JSON and nothing else. */
function join(handlers: Partial<Handlers<typeof shapes>> = {}) {
  let deliver: (message: ToWebview) => void = () => {};
  const posted: ToHost[] = [];
  const answers: ToWebview[] = [];
  const serve = createServer(
    shapes,
    { double: async (n) => n * 2, forget: async () => undefined, ...handlers },
    (error) => (error instanceof Error ? error.message : String(error)),
  );
  const host = connect<typeof shapes, typeof events>({
    listen: (receive) => (deliver = receive),
    post: (message) => {
      posted.push(message);
      void serve(overJson(message)).then((answer) => {
        if (!answer) return;
        answers.push(answer);
        deliver(overJson(answer));
      });
    },
  });
  return { host, posted, answers, publish: (message: ToWebview) => deliver(overJson(message)) };
}

test('a call gets its answer', async () => {
  const { host } = join();
  expect(await host.call('double', 21)).toBe(42);
});

test('an answer of nothing is an answer', async () => {
  const { host } = join();
  expect(await host.call('forget', {})).toBeUndefined();
});

test('calls at the same time get each their own answer', async () => {
  const { host } = join({
    double: async (n) => {
      for (let turn = n; turn < 5; turn++) await Promise.resolve(); // the first is the last to end
      return n * 2;
    },
  });
  const answers = [1, 2, 3, 4].map((n) => host.call('double', n));
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8]);
});

test('input of the wrong shape never reaches the handler', async () => {
  const { host } = join({ double: async () => expect.unreachable() });
  await expect(host.call('double', '21' as never)).rejects.toThrow('expected number');
});

test('a handler that throws rejects the call with its sentence', async () => {
  const { host } = join({ double: () => Promise.reject(new Error('The disk is full.')) });
  await expect(host.call('double', 1)).rejects.toThrow('The disk is full.');
});

test('aborting a call reaches its handler, and the late answer disturbs nobody', async () => {
  const stopped = Promise.withResolvers<void>();
  const { host, posted, answers } = join({
    double: (_, signal) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => {
          stopped.resolve();
          reject(new Error('Stopped'));
        });
      }),
  });
  const abort = new AbortController();
  const call = host.call('double', 1, abort.signal);
  abort.abort();
  await expect(call).rejects.toThrow('aborted');
  await stopped.promise;
  expect(await host.call('forget', {})).toBeUndefined();
  expect(posted.map(({ type, id }) => [type, id])).toEqual([
    ['request', 1],
    ['cancel', 1],
    ['request', 2],
  ]);
  expect(answers.map(({ type }) => type).toSorted((a, b) => a.localeCompare(b))).toEqual([
    'failure',
    'result',
  ]);
});

test('aborting a call that has ended sends nothing', async () => {
  const { host, posted } = join();
  const abort = new AbortController();
  await host.call('double', 1, abort.signal);
  abort.abort();
  expect(posted).toHaveLength(1);
});

test('an event reaches who listens', () => {
  const { host, publish } = join();
  const heard: number[] = [];
  host.on('tick', ({ n }) => heard.push(n));
  publish({ type: 'event', name: 'tick', payload: { n: 1 } });
  publish({ type: 'event', name: 'tock', payload: { n: 2 } });
  expect(heard).toEqual([1]);
});
