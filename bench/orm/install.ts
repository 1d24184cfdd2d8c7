import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ContenderEntry } from './contenders';

/** Brings a contender's own packages, exactly those of its lock file, when they are not there yet. */
export function install(
  { folder, compiles }: Pick<ContenderEntry, 'folder' | 'compiles'>,
  log: (line: string) => void,
): void {
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

interface Package {
  version?: string;
  dev?: boolean;
  devOptional?: boolean;
  dependencies?: Record<string, string>;
  optionalDependencies?: Record<string, string>;
}
type Packages = Record<string, Package>;

/** What a folder's lock file says, by where it is put. */
function packagesIn(folder: string): Packages {
  const file = path.resolve('bench/orm', folder, 'package-lock.json');
  if (!existsSync(file)) return {};
  return (JSON.parse(readFileSync(file, 'utf8')) as { packages: Packages }).packages;
}

export const versionOf = (entry: ContenderEntry): string =>
  entry.package
    ? (packagesIn(entry.folder)[`node_modules/${entry.package}`]?.version ?? '')
    : process.versions.node;

/** Where the packages are that a program runs without: the tools for migrations, and what only they need. */
export const developmentOnly = (folder: string): string[] =>
  Object.entries(packagesIn(folder))
    .filter(([, { dev, devOptional }]) => dev || devOptional)
    .map(([where]) => where);

/** Where a package is, and everything that it needs. */
export function closureOf(folder: string, name: string): string[] {
  const packages = packagesIn(folder);
  const found = new Set<string>();
  const visit = (wanted: string, from: string) => {
    const where = nearest(packages, wanted, from);
    if (!where || found.has(where)) return;
    found.add(where);
    const { dependencies, optionalDependencies } = packages[where] ?? {};
    for (const next of Object.keys({ ...dependencies, ...optionalDependencies })) {
      visit(next, where);
    }
  };
  visit(name, '');
  return [...found];
}

/** As Node looks for it: beside, then further up. */
function nearest(packages: Packages, name: string, from: string): string | undefined {
  const where = `${from ? `${from}/` : ''}node_modules/${name}`;
  if (packages[where] || !from) return packages[where] && where;
  const above = from.lastIndexOf('/node_modules/');
  return nearest(packages, name, above < 0 ? '' : from.slice(0, above));
}
