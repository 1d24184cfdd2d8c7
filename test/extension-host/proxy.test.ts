import * as assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/extension/app';
import { type OpenaiServer, startOpenaiServer } from '../servers/openaiServer';
import { startProxy } from '../servers/proxy';
import { selfSigned, startTlsFront } from '../servers/tlsFront';
import { call } from './called';
import { readFile } from './readFile';

const { Global } = vscode.ConfigurationTarget;
const configure = (name: string, value: unknown) =>
  vscode.workspace.getConfiguration().update(name, value, Global);

/** VS Code takes no proxy on the way to localhost; this address is no less near. */
const HOST = '127.0.0.2';
const AUTHORIZATION = 'Basic bWU6aHVudGVyMg==';
const HTTP = ['http.proxy', 'http.noProxy', 'http.proxyStrictSSL', 'http.proxyAuthorization'];

suite('Proxies and certificates', () => {
  let server: OpenaiServer;
  let secure: Awaited<ReturnType<typeof startTlsFront>>;
  let proxy: Awaited<ReturnType<typeof startProxy>>;
  let guarded: Awaited<ReturnType<typeof startProxy>>;
  let chatId: string;
  let file: string;
  const certificate = selfSigned(HOST);

  suiteSetup(async () => {
    const app = await vscode.extensions.getExtension<App>('better-gpt.better-gpt')?.activate();
    assert.ok(app);
    file = (await app.services()).file;
    server = await startOpenaiServer({ chat: 'fixed' });
    secure = await startTlsFront(server.url, { host: HOST, ...certificate });
    proxy = await startProxy();
    guarded = await startProxy(AUTHORIZATION);
    await configure('betterGpt.servers', [{ name: 'secure', baseUrl: secure.url }]);
    const { projectId } = await call<{ projectId: string }>('newProject', {
      name: 'Behind a proxy',
      settings: { model: 'secure:test-model' },
    });
    ({ chatId } = await call<{ chatId: string }>('newChat', { projectId }));
  });
  suiteTeardown(async () => {
    for (const name of [...HTTP, 'betterGpt.servers']) await configure(name, undefined);
    secure.close();
    proxy.close();
    guarded.close();
    await server.close();
  });
  setup(async () => {
    for (const name of HTTP) await configure(name, undefined);
    for (const { seen } of [proxy, guarded]) seen.length = 0;
  });

  /** What the answer is, or why there is none. */
  async function ask(): Promise<string> {
    const sent = await call<{ messageId: string; text: string; status: string }>('send', {
      chatId,
      text: 'Hi',
    });
    if (sent.status === 'done') return sent.text;
    const [row] = readFile<{ problem: string }>(
      file,
      `SELECT problem FROM messages WHERE id = '${sent.messageId}'`,
    );
    return (JSON.parse(row?.problem ?? '') as { sentence: string }).sentence;
  }
  const asked = () => proxy.seen.map((one) => one.asked);
  const tunnel = () => `CONNECT ${new URL(secure.url).host}`;
  const ANSWER = 'Hello from the scripted server.';

  test('a certificate that nobody vouches for is told in one sentence, and nothing is sent', async () => {
    const before = server.requests.length;
    assert.match(
      await ask(),
      /^The certificate of secure at https:\/\/127\.0\.0\.2:\d+ is not trusted/,
    );
    assert.equal(server.requests.length, before);
  });

  test('without strict SSL it is not asked for', async () => {
    await configure('http.proxyStrictSSL', false);
    assert.equal(await ask(), ANSWER);
  });

  test('the proxy that is set is asked, with a tunnel to the server', async () => {
    await configure('http.proxy', proxy.url);
    assert.match(await ask(), /^The certificate of secure/);
    assert.deepEqual(asked(), [tunnel()]);
    await configure('http.proxyStrictSSL', false);
    assert.equal(await ask(), ANSWER);
    assert.deepEqual(asked(), [tunnel(), tunnel()]);
  });

  test('a server that is set to need no proxy is asked without it', async () => {
    await configure('http.proxyStrictSSL', false);
    await configure('http.proxy', proxy.url);
    await configure('http.noProxy', [HOST]);
    assert.equal(await ask(), ANSWER);
    assert.deepEqual(asked(), []);
  });

  test('a proxy that asks who we are is told what is set', async () => {
    await configure('http.proxyStrictSSL', false);
    await configure('http.proxy', guarded.url);
    assert.match(
      await ask(),
      /^The proxy on the way to secure asks who you are\. Set http\.proxyAuthorization/,
    );
    await configure('http.proxyAuthorization', AUTHORIZATION);
    assert.equal(await ask(), ANSWER);
    assert.equal(guarded.seen.at(-1)?.authorization, AUTHORIZATION);
    assert.ok(!JSON.stringify(server.requests).includes(AUTHORIZATION), 'only the proxy is told');
  });

  test('a proxy that is not there is told', async () => {
    await configure('http.proxy', 'http://127.0.0.1:9');
    assert.match(await ask(), /^The proxy on the way to secure does not answer/);
  });

  test('a certificate that the system trusts is trusted, with a proxy and without', async () => {
    // Elsewhere they are not in files.
    if (process.platform !== 'linux') return;
    const certificates = process.env['SSL_CERT_FILE'] ?? '';
    const [cert, key] = [certificates, join(dirname(certificates), 'key.pem')].map((one) =>
      readFileSync(one, 'utf8'),
    );
    assert.ok(cert && key);
    const trusted = await startTlsFront(server.url, { host: HOST, cert, key });
    await configure('betterGpt.servers', [{ name: 'secure', baseUrl: trusted.url }]);
    assert.equal(await ask(), ANSWER);
    await configure('http.proxy', guarded.url);
    await configure('http.proxyAuthorization', AUTHORIZATION);
    assert.equal(await ask(), ANSWER);
    trusted.close();
  });
});
