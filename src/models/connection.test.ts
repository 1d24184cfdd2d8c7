import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { openaiCompatible } from './providers/openaiCompatible';
import { asModelError, collectAnswer } from './testing';

const key = 'sk-test-0123456789abcdef';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer({ keys: { right: key, wrong: 'sk-wrong-0123456789' } });
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const provider = (apiKey: string | undefined, baseUrl = server.url) =>
  openaiCompatible({ id: 'test', name: 'Ollama', baseUrl, apiKey: async () => apiKey });

/** Starts a bare server, hands over its port and closes it afterwards. */
async function withPort<T>(bare: Server, use: (port: number) => Promise<T>): Promise<T> {
  bare.listen(0, '127.0.0.1');
  await once(bare, 'listening');
  try {
    return await use((bare.address() as AddressInfo).port);
  } finally {
    bare.close();
  }
}

async function failure(baseUrl: string) {
  const answer = await collectAnswer(provider(key, baseUrl));
  const { message, action } = asModelError(answer.error);
  return { message, action };
}

test('the server gets instructions, turns, model, temperature, max tokens and the key', async () => {
  const turns = [
    { role: 'user' as const, text: 'One' },
    { role: 'assistant' as const, text: 'Two' },
    { role: 'user' as const, text: 'Three' },
  ];
  const request = { model: 'm/1:free', system: 'Be kind.', turns, temperature: 0.3, maxTokens: 55 };
  const parts = provider(` ${key}\n`).answer(request, new AbortController().signal);
  for await (const part of parts) expect(part.type).not.toBe('reasoning');

  expect(server.requests).toMatchObject([
    {
      method: 'POST',
      path: '/v1/chat/completions',
      key: 'right',
      body: {
        model: 'm/1:free',
        temperature: 0.3,
        max_tokens: 55,
        stream: true,
        stream_options: { include_usage: true },
        messages: [
          { role: 'system', content: 'Be kind.' },
          { role: 'user', content: 'One' },
          { role: 'assistant', content: 'Two' },
          { role: 'user', content: 'Three' },
        ],
      },
    },
  ]);
  expect(JSON.stringify(server.requests)).not.toContain(key);
});

test('a model that wants max tokens by their newer name gets them so, at once from the second time on', async () => {
  server.setScript({ chat: 'wantsCompletionTokens' });
  const newer = provider(key);
  expect(await collectAnswer(newer)).toMatchObject({ finish: 'stop', error: undefined });
  expect(await collectAnswer(newer)).toMatchObject({ finish: 'stop', error: undefined });
  expect(server.requests.map(({ body }) => body)).toMatchObject([
    { max_tokens: 100 },
    { max_completion_tokens: 100, temperature: 0.7 },
    { max_completion_tokens: 100 },
  ]);
});

test('without a key none is sent, and a server that wants one says so', async () => {
  server.setScript({ chat: 'needsKey' });
  const { message, action } = asModelError((await collectAnswer(provider(undefined))).error);
  expect(message).toBe('Ollama asks for an API key. Set the key, then try again.');
  expect(action).toBe('setKey');
  expect(server.requests[0]?.key).toBe('absent');
});

test('a wrong key is called wrong', async () => {
  server.setScript({ chat: 'needsKey' });
  const { message, action } = asModelError(
    (await collectAnswer(provider('sk-wrong-0123456789'))).error,
  );
  expect(message).toBe('Ollama did not accept the API key. Set the right key, then try again.');
  expect(action).toBe('setKey');
  expect(server.requests[0]?.key).toBe('wrong');
});

test.each(['sk-a b', 'sk-a\nb', 'ключ'])('the key %j never leaves', async (bad) => {
  const error = asModelError((await collectAnswer(provider(bad))).error);
  expect(error.action).toBe('setKey');
  expect(`${error.stack}`).not.toContain(bad);
  expect(server.requests).toEqual([]);
});

test('stopping closes the connection at once and keeps what had arrived', async () => {
  server.setScript({ chat: 'half' });
  const stop = new AbortController();
  const answer = await collectAnswer(provider(key), {
    signal: stop.signal,
    onPart: (part) => part.type === 'text' && part.text === ' from' && stop.abort(),
  });
  expect(await server.ended(0)).toBe('closedByClient');
  expect(answer).toMatchObject({ text: 'Hello from', finish: undefined });
  expect(answer.error).toMatchObject({ name: 'AbortError' });
});

test('stopping before the first word closes the connection too', async () => {
  server.setScript({ chat: 'stallAtOnce' });
  const stop = new AbortController();
  const answer = collectAnswer(provider(key), { signal: stop.signal });
  await server.request(0);
  stop.abort();
  expect(await server.ended(0)).toBe('closedByClient');
  expect((await answer).error).toMatchObject({ name: 'AbortError' });
});

test('a request that was stopped before it began is not sent', async () => {
  const answer = await collectAnswer(provider(key), { signal: AbortSignal.abort() });
  expect(answer.error).toMatchObject({ name: 'AbortError' });
  expect(server.requests).toEqual([]);
});

test.each(['endlessAnswer', 'half'] as const)(
  'a reader who leaves early closes the connection (%s)',
  async (chat) => {
    server.setScript({ chat });
    const request = { model: 'm', system: '', turns: [], temperature: 0, maxTokens: 1 };
    const turns = [{ role: 'user' as const, text: 'Hi' }];
    const parts = provider(key).answer({ ...request, turns }, new AbortController().signal);
    for await (const part of parts) if (part.type === 'text') break;
    expect(await server.ended(0)).toBe('closedByClient');
  },
);

test('a connection that is cut keeps the words that had arrived', async () => {
  server.setScript({ chat: 'resetMidAnswer' });
  const answer = await collectAnswer(provider(key), {
    onPart: (part) => part.type === 'text' && part.text === ' from' && server.release(),
  });
  expect(answer.text).toBe('Hello from');
  expect(asModelError(answer.error)).toMatchObject({
    message:
      'The connection to Ollama was cut in the middle of the answer. What had arrived is kept. Try again.',
    action: 'retry',
  });
});

test('a whole answer lets the server close the connection', async () => {
  await collectAnswer(provider(key));
  expect(await server.ended(0)).toBe('answered');
});

test('a wait that is given as a date is told in seconds and in milliseconds', async () => {
  server.setScript({ chat: 'rateLimitDate' });
  const error = asModelError((await collectAnswer(provider(key))).error);
  expect(error.message).toMatch(
    /^Ollama asks to wait: too many requests\. Try again in (8[89]|90) seconds\.$/,
  );
  expect(error.retryAfterMs).toBeGreaterThan(80_000);
  expect(error.retryAfterMs).toBeLessThanOrEqual(90_000);
});

test('a server that is not running is told by its address', async () => {
  const port = await withPort(createServer(), async (free) => free);
  expect(await failure(`http://127.0.0.1:${port}/v1`)).toEqual({
    message: `Ollama does not answer at http://127.0.0.1:${port}. Start it, or check the address in Manage Models.`,
    action: 'manageModels',
  });
});

test('an address that is none is told', async () => {
  expect(await failure('not an address')).toEqual({
    message: 'The address of Ollama is none: “not an address”. Correct it in Manage Models.',
    action: 'manageModels',
  });
});

test('a name that leads nowhere is told', async () => {
  const nowhere = { code: 'ENOTFOUND', message: 'getaddrinfo ENOTFOUND nowhere.invalid' };
  const lookup = () =>
    Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(), nowhere) }));
  const lost = openaiCompatible({
    id: 'test',
    name: 'Ollama',
    baseUrl: 'http://nowhere.invalid/v1',
    apiKey: async () => key,
    fetch: lookup,
  });
  expect(asModelError((await collectAnswer(lost)).error).message).toBe(
    'No server is known by the address http://nowhere.invalid. Check the address of Ollama in Manage Models, and the network connection.',
  );
});

test('a server that speaks something else than HTTP is told', async () => {
  const mail = createServer((socket) =>
    socket.on('error', () => {}).end('220 mail.example ESMTP\r\n'),
  );
  const { message } = await withPort(mail, (port) => failure(`http://127.0.0.1:${port}/v1`));
  expect(message).toMatch(/^What answers at http:.* does not speak HTTP\./);
});

test('https to a server that speaks http is told', async () => {
  const { message, action } = await failure(server.url.replace('http:', 'https:'));
  expect(message).toMatch(/ does not speak https at .*\. Change the address to http:/);
  expect(action).toBe('manageModels');
});

test('a certificate that nobody vouches for is told', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [cert, pem] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  execFileSync(
    'openssl',
    `req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=localhost -keyout ${pem} -out ${cert}`.split(
      ' ',
    ),
    { stdio: 'ignore' },
  );
  const secure = createHttpsServer({ key: readFileSync(pem), cert: readFileSync(cert) });
  rmSync(folder, { recursive: true });
  const { message } = await withPort(secure, (port) => failure(`https://localhost:${port}/v1`));
  expect(message).toMatch(/^The certificate of Ollama at https:.* is not trusted/);
});
