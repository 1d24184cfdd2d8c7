import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { BrowserContext } from 'playwright-core';
import { browserVSCode } from '../../scripts/install/vscode.mjs';
import { endGroup, hasExtensionHost } from './processes';
import { until } from './until';

/** A running VS Code server; its processes are a group of their own. */
export interface CodeServer {
  url: string;
  /** What to send to /login. */
  password: string;
  /** Ends it as a user's machine would: the extension host may finish what it does. */
  stop(): Promise<void>;
  /** kill −9 of the server, its extension host and everything they started. */
  kill(): Promise<void>;
}

export interface ServerOptions {
  /** Everything VS Code keeps; short, because it holds unix sockets. */
  dataDir: string;
  /** Of the server, and so of the extension host. */
  env?: Record<string, string>;
  /** Further flags. */
  flags?: string[];
}

export async function startCodeServer({ dataDir, env, flags = [] }: ServerOptions) {
  const port = await portOf(dataDir);
  const password = randomBytes(16).toString('hex');
  const config = join(dataDir, 'config.yaml');
  writeFileSync(config, `auth: password\npassword: ${password}\n`, { mode: 0o600 });
  const child = spawn(
    browserVSCode.node,
    [...entry(dataDir), '--bind-addr', `127.0.0.1:${port}`, ...quiet, ...flags],
    { detached: true, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, ...env } },
  );
  keepLog(child, join(dataDir, 'server.log'));
  const url = `http://127.0.0.1:${port}`;
  await until('VS Code’s server to answer', () => isHealthy(child, url, dataDir));
  return running(child, url, password);
}

/** Gives a browser the server's cookie. */
export async function logIn(context: BrowserContext, { url, password }: CodeServer) {
  await context.request.post(`${url}/login`, { form: { password } });
}

/** Installs extensions: VSIX files. Takes about 2.5 s, however many there are. */
export async function installExtensions(dataDir: string, vsixes: string[]) {
  if (vsixes.length === 0) return;
  writeFileSync(join(dataDir, 'config.yaml'), 'auth: password\n', { mode: 0o600 });
  const args = vsixes.flatMap((vsix) => ['--install-extension', vsix]);
  const child = spawn(browserVSCode.node, [...entry(dataDir), ...args]);
  let output = '';
  child.stdout.on('data', (data) => (output += data));
  child.stderr.on('data', (data) => (output += data));
  const code = await new Promise((resolve) => child.on('close', resolve));
  if (code !== 0) throw new Error(`VS Code did not install ${vsixes.join(', ')}:\n${output}`);
}

const quiet = [
  '--disable-telemetry',
  '--disable-update-check',
  '--disable-workspace-trust',
  '--disable-getting-started-override',
];

const entry = (dataDir: string) => [
  browserVSCode.entry,
  ...['--config', join(dataDir, 'config.yaml')],
  ...['--user-data-dir', join(dataDir, 'user')],
  ...['--extensions-dir', join(dataDir, 'extensions')],
];

/** The same port at every start: the browser keeps VS Code's state by origin. */
async function portOf(dataDir: string): Promise<number> {
  const file = join(dataDir, 'port');
  if (existsSync(file)) return Number(readFileSync(file, 'utf8'));
  const port = await freePort();
  mkdirSync(dataDir, { recursive: true });
  writeFileSync(file, String(port));
  return port;
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

function keepLog(child: ChildProcess, file: string) {
  const log = createWriteStream(file, { flags: 'a' });
  child.stdout?.pipe(log, { end: false });
  child.stderr?.pipe(log, { end: false });
}

async function isHealthy(child: ChildProcess, url: string, dataDir: string) {
  if (child.exitCode !== null) {
    throw new Error(`VS Code’s server ended at once: see ${join(dataDir, 'server.log')}`);
  }
  const answer = await fetch(`${url}/healthz`).catch(() => null);
  return answer?.ok ?? false;
}

function running(child: ChildProcess, url: string, password: string): CodeServer {
  const group = child.pid;
  if (group === undefined) throw new Error('VS Code’s server did not start.');
  return {
    url,
    password,
    async stop() {
      const hostEnded = () => !hasExtensionHost(group);
      // A window whose goodbye got lost keeps its host for a reconnection; the host ends by itself,
      // as gracefully, when it notices that its server is gone.
      await until('the extension host to end', hostEnded, 5_000).catch(() => child.kill('SIGTERM'));
      await until('the extension host to end', hostEnded);
      await endGroup(group, 'SIGTERM');
    },
    kill: () => endGroup(group, 'SIGKILL'),
  };
}
