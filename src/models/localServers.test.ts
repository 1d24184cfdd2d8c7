import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { html, json } from '../../test/servers/script';
import { kinds, makeProvider, OTHER } from './kinds';
import { findLocalServers } from './localServers';

let servers: OpenaiServer[];
beforeAll(async () => {
  servers = await Promise.all(Array.from({ length: 4 }, () => startOpenaiServer()));
});
afterAll(() => Promise.all(servers.map((server) => server.close())));
beforeEach(() => servers.forEach((server) => server.reset()));

const ports = () =>
  servers.map(({ url }, i) => ({ name: `Server ${i}`, port: Number(new URL(url).port) }));
const find = (signal = new AbortController().signal) =>
  findLocalServers(signal, { ports: ports() });

test('whoever has models is found, and nobody else', async () => {
  const [, second, third, fourth] = servers;
  second?.setScript({ models: html('<title>My app</title>') });
  third?.setScript({ models: json({ detail: 'Unauthorized' }, 401) });
  await fourth?.close();
  expect(await find()).toMatchObject([
    { name: 'Server 0', models: [{ id: 'test-model' }], needsKey: false },
    { name: 'Server 2', models: [], needsKey: true },
  ]);
  servers[3] = await startOpenaiServer();
});

test('each is asked once, and a web page behind a password is not taken for a server', async () => {
  for (const server of servers) server.setScript({ models: html('<html>Login</html>', 401) });
  expect(await find()).toEqual([]);
  expect(servers.map(({ requests }) => requests.length)).toEqual([1, 1, 1, 1]);
});

test('one that never answers keeps nobody waiting for long', async () => {
  servers[0]?.setScript({ models: 'stall' });
  const began = performance.now();
  expect(await find()).toHaveLength(3);
  expect(performance.now() - began).toBeLessThan(5000);
});

test('closing the picker ends the search', async () => {
  servers[0]?.setScript({ models: 'stall' });
  const stop = new AbortController();
  const found = find(stop.signal);
  await servers[0]?.request(0);
  stop.abort();
  await expect(found).rejects.toMatchObject({ name: 'AbortError' });
});

test('every kind has an address or an example of one, and a name of its own', () => {
  expect(new Set(kinds.map(({ id }) => id)).size).toBe(kinds.length);
  for (const { baseUrl, example } of kinds) {
    expect(URL.canParse(baseUrl ?? example ?? '')).toBe(true);
  }
  const options = { id: 'x', name: 'X', baseUrl: 'http://x/v1', apiKey: async () => undefined };
  expect(makeProvider('of-tomorrow', options)).toMatchObject({ id: 'x', name: 'X' });
  expect(kinds.at(-1)?.id).toBe(OTHER);
});
