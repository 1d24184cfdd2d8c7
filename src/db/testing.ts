import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { type Library, openLibrary } from './open';

/** Tests and benchmarks are started at the repository's root; benchmarks are bundled, so their own place says nothing. */
const ROOT = process.cwd();
export const MIGRATIONS = path.join(ROOT, 'drizzle');

/** Files and folders that go when the test process ends. */
const leftovers: string[] = [];
process.once('exit', () => {
  for (const leftover of leftovers) rmSync(leftover, { recursive: true, force: true });
});

const bundles = new Map<string, Promise<string>>();

/** A program of its own, built once per test process. Below node_modules, so that it finds the driver. */
export function bundleProgram(source: string): Promise<string> {
  const known = bundles.get(source);
  if (known) return known;
  const bundle = buildProgram(path.resolve(ROOT, source));
  bundles.set(source, bundle);
  return bundle;
}

async function buildProgram(source: string): Promise<string> {
  const name = `${path.basename(source, '.ts')}-${process.pid}.mjs`;
  const outfile = path.join(ROOT, 'node_modules/.cache/better-gpt', name);
  await build({
    entryPoints: [source],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['libsql'],
    logLevel: 'error',
  });
  leftovers.push(outfile);
  return outfile;
}

/** The database thread's code. */
export const buildWorker = () => bundleProgram('src/db/worker.ts');

/** Gone when the test process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'better-gpt-'));
  leftovers.push(folder);
  return folder;
}

/** A real library in a file of its own. */
export async function openTestLibrary(
  file = path.join(temporaryFolder(), 'library.db'),
  migrationsFolder = MIGRATIONS,
): Promise<Library> {
  return openLibrary({ file, migrationsFolder, origin: 'test', workerFile: await buildWorker() });
}
