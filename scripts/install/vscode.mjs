import { existsSync, mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, say } from '../run.mjs';
import { cacheFolder } from './cache.mjs';
import { ensureDebianPackages } from './debian.mjs';

/** The npm package `code-server`: VS Code's workbench in a browser, with the real extension host. */
const VERSION = '4.139.1';
/** code-server runs on the major version of Node that it was built for. */
const NODE_VERSION = '24.21.0';

const home = join(cacheFolder, `vscode-${VERSION}`);

/** VS Code in a browser: run `entry` with `node`. There after {@link ensureVSCode}. */
export const browserVSCode = pathsIn(home);

/** Installs VS Code for the browser in the user's cache, where every clone of this project finds it. */
export async function ensureVSCode() {
  if (existsSync(browserVSCode.entry)) return;
  await ensureDebianPackages(['python3', 'make', 'g++', 'libkrb5-dev'], 'build VS Code’s modules');
  say(`Installing VS Code for the browser (once, about 4 minutes and 800 MB) in ${home}`);
  removeAbandoned();
  const partial = join(cacheFolder, `vscode-${VERSION}.partial-${process.pid}`);
  await installIn(partial);
  moveIntoPlace(partial);
}

/** @param {string} folder */
function pathsIn(folder) {
  const node = join(folder, 'node/node_modules/node');
  return {
    node: join(node, 'bin/node'),
    entry: join(folder, 'server/node_modules/code-server/out/node/entry.js'),
  };
}

/**
 * Two prefixes, because node-gyp would take the headers of a `node` beside code-server for those of another.
 * @param {string} folder
 */
async function installIn(folder) {
  await install(join(folder, 'node'), `node@${NODE_VERSION}`, npmEnvironment());
  const node = join(folder, 'node/node_modules/node');
  const headers = readdirSync(join(node, 'node_modules')).find((name) =>
    existsSync(join(node, 'node_modules', name, 'include/node/node.h')),
  );
  await install(join(folder, 'server'), `code-server@${VERSION}`, {
    ...npmEnvironment(),
    PATH: `${join(node, 'bin')}${delimiter}${process.env['PATH'] ?? ''}`,
    ...(headers && { npm_config_nodedir: join(node, 'node_modules', headers) }),
  });
}

/**
 * @param {string} prefix
 * @param {string} spec
 * @param {NodeJS.ProcessEnv} env
 */
async function install(prefix, spec, env) {
  mkdirSync(prefix, { recursive: true });
  writeFileSync(join(prefix, 'package.json'), '{ "private": true }\n');
  const args = ['install', '--save-exact', '--no-audit', '--no-fund', '--foreground-scripts', spec];
  await mustRun('npm', args, { cwd: prefix, env });
}

/**
 * Our environment without what an outer `npm start` put there about itself: the inner npm would take
 * it for settings, and code-server would be told of the outer Node.
 */
function npmEnvironment() {
  const own = /^(INIT_CWD|npm_(?!config_).*|npm_config_(user_agent|local_prefix|prefix|nodedir))$/i;
  const kept = Object.entries(process.env).filter(([name]) => !own.test(name));
  // Newer versions of npm run a package's install scripts only when told to; these build native modules.
  return { ...Object.fromEntries(kept), npm_config_dangerously_allow_all_scripts: 'true' };
}

/**
 * A folder under the final name is always whole, whoever was interrupted.
 * @param {string} partial
 */
function moveIntoPlace(partial) {
  if (existsSync(home) && !existsSync(browserVSCode.entry)) rmSync(home, { recursive: true });
  try {
    renameSync(partial, home);
  } catch (error) {
    // Another clone was quicker.
    if (!existsSync(browserVSCode.entry)) throw error;
    rmSync(partial, { recursive: true });
  }
}

function removeAbandoned() {
  if (!existsSync(cacheFolder)) return;
  for (const name of readdirSync(cacheFolder)) {
    const pid = /\.partial-(\d+)$/.exec(name)?.[1];
    if (pid && !isRunning(Number(pid)))
      rmSync(join(cacheFolder, name), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
