import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'esbuild';
import { type Library, openLibrary } from './open';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const MIGRATIONS = path.join(ROOT, 'drizzle');

let workerFile: Promise<string> | undefined;

/** The database thread's code, built once per test process. Below node_modules, so that it finds the driver. */
export function buildWorker(): Promise<string> {
  workerFile ??= (async () => {
    const outfile = path.join(ROOT, `node_modules/.cache/better-gpt/dbWorker-${process.pid}.mjs`);
    await build({
      entryPoints: [path.join(ROOT, 'src/db/worker.ts')],
      outfile,
      bundle: true,
      platform: 'node',
      format: 'esm',
      external: ['libsql'],
      logLevel: 'error',
    });
    process.once('exit', () => rmSync(outfile, { force: true }));
    return outfile;
  })();
  return workerFile;
}

export const temporaryFolder = () => mkdtempSync(path.join(tmpdir(), 'better-gpt-'));

/** A real library in a file of its own. */
export async function openTestLibrary(
  file = path.join(temporaryFolder(), 'library.db'),
  migrationsFolder = MIGRATIONS,
): Promise<Library> {
  return openLibrary({ file, migrationsFolder, origin: 'test', workerFile: await buildWorker() });
}
