import { expect, test } from 'vitest';
import { scriptedHost } from './testing';

test('a request gets its answer', async () => {
  const { host } = scriptedHost({ modelInUse: () => ({ id: 'search:', name: 'Search' }) });
  expect(await host.call('modelInUse', { projectId: null, chatId: null })).toEqual({
    id: 'search:',
    name: 'Search',
  });
});

test('a failure rejects with the sentence to show', async () => {
  const { host } = scriptedHost({ start: () => Promise.reject(new Error('The disk is full.')) });
  await expect(host.call('start', {})).rejects.toMatchObject({
    name: 'RequestFailure',
    message: 'The disk is full.',
  });
});

test('aborting tells the extension and rejects at once', async () => {
  const { host, posted } = scriptedHost({ start: () => new Promise(() => {}) });
  const abort = new AbortController();
  const call = host.call('start', {}, abort.signal);
  abort.abort();
  await expect(call).rejects.toThrow('aborted');
  expect(posted).toMatchObject([
    { type: 'request', id: 1 },
    { type: 'cancel', id: 1 },
  ]);
});

test('an aborted signal asks nothing', () => {
  const { host, posted } = scriptedHost({});
  expect(() => host.call('start', {}, AbortSignal.abort())).toThrow('aborted');
  expect(posted).toEqual([]);
});

test('a listener hears events until it leaves', () => {
  const { host, publish } = scriptedHost({});
  const heard: boolean[] = [];
  const leave = host.on('trustChanged', ({ trusted }) => heard.push(trusted));
  publish('trustChanged', { trusted: true });
  leave();
  publish('trustChanged', { trusted: false });
  expect(heard).toEqual([true]);
});
