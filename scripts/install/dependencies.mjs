import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { mustRun, root, say } from '../run.mjs';

/** The Node that the project is pinned to. */
export const pinnedNode = join(
  root,
  'node_modules/node/bin',
  process.platform === 'win32' ? 'node.exe' : 'node',
);

/** Makes node_modules what package-lock.json says. */
export async function ensureDependencies() {
  if (existsSync(pinnedNode) && isInstalled()) return;
  say('Installing the project’s dependencies');
  // Not by the Node in node_modules, which is about to be replaced.
  const path = (process.env['PATH'] ?? '').split(delimiter);
  const PATH = path
    .filter((folder) => !folder.startsWith(join(root, 'node_modules')))
    .join(delimiter);
  await mustRun('npm', ['ci', '--no-audit', '--no-fund'], {
    env: { ...process.env, PATH },
    shell: process.platform === 'win32',
  });
}

/** @typedef {{ packages: Record<string, { version?: string, optional?: boolean, devOptional?: boolean, peer?: boolean }> }} Lock */

/** Compares what is asked for with what npm wrote down when it had finished. */
function isInstalled() {
  const installed = read('node_modules/.package-lock.json')?.packages ?? {};
  const asked = Object.entries(read('package-lock.json')?.packages ?? {});
  return asked.every(([path, { version, optional, devOptional, peer }]) => {
    const there = installed[path];
    if (path === '') return true;
    return there ? there.version === version : Boolean(optional || devOptional || peer);
  });
}

/**
 * @param {string} file
 * @returns {Lock | undefined}
 */
function read(file) {
  const path = join(root, file);
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
