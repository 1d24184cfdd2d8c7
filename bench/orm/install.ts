import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContenderEntry } from './contenders';

/** Brings a contender's own packages, exactly those of its lock file, when they are not there yet. */
export function install({ folder, compiles }: ContenderEntry, log: (line: string) => void): void {
  const cwd = path.resolve('bench/orm', folder);
  const lock = path.join(cwd, 'package-lock.json');
  if (!existsSync(lock)) return;
  const stamp = path.join(cwd, 'node_modules/.installed');
  const wanted = createHash('sha256').update(inputs(cwd)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return;

  log(`${folder}: npm ci${compiles ? ', compiling its driver' : ''}`);
  const args = ['ci', '--no-audit', '--no-fund', ...(compiles ? [] : ['--ignore-scripts'])];
  // npm is a script on Windows, which only a shell runs.
  execFileSync('npm', args, { cwd, stdio: ['ignore', 2, 2], shell: process.platform === 'win32' });
  if (folder === 'prisma') prisma(cwd, 'generate', '--config', 'prisma.config.js');
  writeFileSync(stamp, wanted);
}

const inputs = (cwd: string) =>
  ['package-lock.json', 'schema.prisma']
    .map((name) => path.join(cwd, name))
    .filter((file) => existsSync(file))
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');

/** Generating needs no native engine, but the command would fetch one, and fail without a network. */
export function prisma(cwd: string, ...args: string[]): void {
  const program = path.join(cwd, 'node_modules/prisma/build/index.js');
  execFileSync(process.execPath, [program, ...args], {
    cwd,
    stdio: ['ignore', 2, 2],
    env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, CHECKPOINT_DISABLE: '1' },
  });
}

interface Lock {
  packages: Record<string, { version?: string; dev?: boolean; devOptional?: boolean }>;
}

const lockOf = (folder: string): Lock => {
  const file = path.resolve('bench/orm', folder, 'package-lock.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Lock) : { packages: {} };
};

export const versionOf = (entry: ContenderEntry): string =>
  entry.package
    ? (lockOf(entry.folder).packages[`node_modules/${entry.package}`]?.version ?? '')
    : process.versions.node;

/** Where the packages are that a program runs without: the tools for migrations, and what only they need. */
export const developmentOnly = (folder: string): string[] =>
  Object.entries(lockOf(folder).packages)
    .filter(([, { dev, devOptional }]) => dev || devOptional)
    .map(([where]) => where);
