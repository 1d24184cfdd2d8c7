import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './install/cache.mjs';
import { mustRun, root } from './run.mjs';

/** What VS Code calls a platform, and the package that has libSQL's native module for it. */
const packages = {
  'linux-x64': '@libsql/linux-x64-gnu',
  'linux-arm64': '@libsql/linux-arm64-gnu',
  'linux-armhf': '@libsql/linux-arm-gnueabihf',
  'alpine-x64': '@libsql/linux-x64-musl',
  'alpine-arm64': '@libsql/linux-arm64-musl',
  'darwin-x64': '@libsql/darwin-x64',
  'darwin-arm64': '@libsql/darwin-arm64',
  'win32-x64': '@libsql/win32-x64-msvc',
};

/** @typedef {keyof typeof packages} Target */

export const targets = /** @type {Target[]} */ (Object.keys(packages));

/** @returns {Target} */
export function thisTarget() {
  const system = process.platform === 'linux' && !usesGlibc() ? 'alpine' : process.platform;
  const target = `${system}-${process.arch === 'arm' ? 'armhf' : process.arch}`;
  const found = targets.find((one) => one === target);
  if (!found) throw new Error(`libSQL has no native module for ${target}.`);
  return found;
}

function usesGlibc() {
  const report = /** @type {{ header?: { glibcVersionRuntime?: string } }} */ (
    process.report.getReport()
  );
  return report.header?.glibcVersionRuntime !== undefined;
}

/**
 * The file of libSQL's native module for a platform, in the version of the lock file.
 * @param {Target} target
 */
export async function nativeModule(target) {
  const installed = join(root, 'node_modules', packages[target], 'index.node');
  return existsSync(installed) ? installed : await downloaded(packages[target]);
}

/**
 * npm installs only this machine's package; the others come from the registry, once.
 * @param {string} name
 */
async function downloaded(name) {
  const version = lockedVersion(name);
  const folder = join(cacheFolder, 'native', `${name.replace('/', '-')}-${version}`);
  const file = join(folder, 'package/index.node');
  if (existsSync(file)) return file;
  const partial = `${folder}.partial-${process.pid}`;
  mkdirSync(partial, { recursive: true });
  const spec = `${name}@${version}`;
  await mustRun('npm', ['pack', '--silent', '--pack-destination', partial, spec], { cwd: partial });
  const archive = `${name.slice(1).replace('/', '-')}-${version}.tgz`;
  execFileSync('tar', ['-xzf', archive], { cwd: partial });
  renameSync(partial, folder);
  return file;
}

/** @param {string} name */
function lockedVersion(name) {
  /** @type {{ packages: Record<string, { version: string } | undefined> }} */
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
  const entry = lock.packages[`node_modules/${name}`];
  if (!entry) throw new Error(`${name} is not in package-lock.json.`);
  return entry.version;
}
