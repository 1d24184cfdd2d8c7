import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasDisplay } from '../desktop.mjs';
import { browserVSCode, ensureVSCode } from '../install/vscode.mjs';
import { mustRun, run, say, Stop } from '../run.mjs';
import { startFolder } from './folder.mjs';

/**
 * Runs VS Code for the browser until it is stopped. It listens on this machine only, and its password is
 * in files that only this user can read: whoever is in can do all that this user can do.
 * @param {string} vsix
 * @param {string} folder
 */
export async function startBrowserVSCode(vsix, folder) {
  await ensureVSCode();
  const home = startFolder('browser');
  const { port, password } = await address(home);
  const server = [
    browserVSCode.entry,
    ...['--config', join(home, 'config.yaml')],
    ...['--user-data-dir', join(home, 'user')],
    ...['--extensions-dir', join(home, 'extensions')],
  ];
  say('Installing the extension in VS Code');
  await mustRun(browserVSCode.node, [...server, '--install-extension', vsix, '--force']);
  const flags = [
    ...['--bind-addr', `127.0.0.1:${port}`],
    ...['--disable-telemetry', '--disable-update-check', '--disable-getting-started-override'],
    // The sample is ours.
    '--disable-workspace-trust',
  ];
  const log = openSync(join(home, 'server.log'), 'w');
  const running = run(browserVSCode.node, [...server, ...flags, folder], {
    stdio: ['ignore', log, log],
  });
  // Ctrl+C reaches the server as well; it says good-bye and ends, and then so do we.
  process.on('SIGINT', () => {});
  if ((await Promise.race([healthy(port), running])) === 'healthy')
    welcome(port, password, loginPage(home, port, password));
  const code = await running;
  if (code !== 0) throw new Stop(`VS Code ended with exit code ${code}: see ${home}/server.log.`);
}

/**
 * The same at every start, because the browser keeps VS Code's state by address.
 * @param {string} home
 */
async function address(home) {
  const file = join(home, 'address.json');
  /** @type {{ port: number, password: string } | undefined} */
  const known = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined;
  const password = known?.password ?? randomBytes(12).toString('hex');
  const port = (known && (await isFree(known.port)) && known.port) || (await isFree(0)) || 0;
  keepPrivate(file, JSON.stringify({ port, password }));
  keepPrivate(join(home, 'config.yaml'), `auth: password\npassword: ${password}\ncert: false\n`);
  return { port, password };
}

/**
 * @param {number} port 0 for any
 * @returns {Promise<number>} the port, or 0 when it is taken
 */
function isFree(port) {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.on('error', () => resolve(0));
    probe.listen(port, '127.0.0.1', () => {
      const bound = probe.address();
      probe.close(() => resolve(bound && typeof bound === 'object' ? bound.port : 0));
    });
  });
}

/**
 * @param {number} port
 * @returns {Promise<'healthy'>}
 */
async function healthy(port) {
  const url = `http://127.0.0.1:${port}/healthz`;
  while (!(await fetch(url).catch(() => null))?.ok) await new Promise((go) => setTimeout(go, 100));
  return 'healthy';
}

/**
 * A page that logs in by itself; a password in a link would be seen by other users in the list of processes.
 * @param {string} home
 * @param {number} port
 * @param {string} password
 */
function loginPage(home, port, password) {
  const file = join(home, 'open.html');
  keepPrivate(
    file,
    `<!doctype html><title>Opening VS Code…</title>
<form method="post" action="http://127.0.0.1:${port}/login">
<input type="hidden" name="password" value="${password}"><button>Open VS Code</button></form>
<script>document.forms[0].submit()</script>
`,
  );
  return pathToFileURL(file).href;
}

/**
 * @param {number} port
 * @param {string} password
 * @param {string} page
 */
function welcome(port, password, page) {
  say('VS Code is running. Click the Better GPT icon in the activity bar; Ctrl+C here ends it.');
  console.log(`
    Address   http://127.0.0.1:${port}/
    Password  ${password}
    or open   ${page}  (logs in by itself)
`);
  if (hasDisplay() && !process.env['CI']) openInBrowser(page);
}

/** @param {string} url */
function openInBrowser(url) {
  const opener = { darwin: 'open', win32: 'explorer' }[String(process.platform)] ?? 'xdg-open';
  const child = spawn(opener, [url], { stdio: 'ignore', detached: true });
  // Without an opener there is still the address above.
  child.on('error', () => {});
  child.unref();
}

/**
 * @param {string} file
 * @param {string} content
 */
const keepPrivate = (file, content) => writeFileSync(file, content, { mode: 0o600 });
