import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { ContenderEntry } from './contenders';
import { closureOf, developmentOnly } from './install';

export interface Sizes {
  bundleKb: number;
  gzipKb: number;
  /** What a program needs installed to run; without the driver; with the tools for its migrations. */
  installedMb: number;
  withoutDriverMb: number;
  withToolsMb: number;
}

const DRIVERS = {
  libSQL: '@libsql/client',
  'better-sqlite3': 'better-sqlite3',
  sqlite3: 'sqlite3',
  'node:sqlite': '@libsql/client',
};

/** Drivers of other databases are not installed: asking for them fails only when they are used. */
const leaveOut: Plugin = {
  name: 'leave out what is not installed, and native code',
  setup(build) {
    build.onResolve({ filter: /\.node$/ }, ({ path }) => ({ path, external: true }));
    build.onResolve({ filter: /^[^./]/ }, async ({ path, pluginData, ...options }) => {
      if (pluginData === leaveOut) return undefined;
      const { kind, importer, resolveDir, namespace } = options;
      const found = await build.resolve(path, {
        ...{ kind, importer, resolveDir, namespace },
        pluginData: leaveOut,
      });
      return found.errors.length > 0 ? { path, external: true } : found;
    });
  },
};

export async function sizesOf(entry: ContenderEntry): Promise<Sizes> {
  const { folder, program, engine } = entry;
  const cwd = path.resolve('bench/orm', folder);
  const at = (where: string) => path.join(cwd, where);
  const all = bytesIn(at('node_modules'), []);
  const tools = developmentOnly(folder).map(at);
  const running = bytesIn(at('node_modules'), tools);
  const driver = closureOf(folder, DRIVERS[engine]).map(at);
  const rest = bytesIn(at('node_modules'), [...tools, ...driver]);
  // A bare driver may live in the folder of an ORM.
  const shared = !entry.bare && driver.length > 0;
  return {
    ...(await bundleOf(at(program))),
    installedMb: (shared ? running - rest : running) / 1e6,
    withoutDriverMb: entry.bare ? rest / 1e6 : 0,
    withToolsMb: all / 1e6,
  };
}

/** A program and all JavaScript and WebAssembly that it needs, minified. */
export async function bundleOf(program: string): Promise<{ bundleKb: number; gzipKb: number }> {
  const { outputFiles } = await build({
    entryPoints: [program],
    outdir: path.dirname(program),
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    plugins: [leaveOut],
    loader: { '.wasm': 'file' },
    logLevel: 'silent',
  });
  const contents = outputFiles.map((file) => file.contents);
  const zipped = await Promise.all(contents.map((content) => promisify(gzip)(content)));
  const kilobytes = (files: Uint8Array[]) => sum(files.map(({ length }) => length)) / 1e3;
  return { bundleKb: kilobytes(contents), gzipKb: kilobytes(zipped) };
}

const sum = (numbers: number[]): number => numbers.reduce((total, one) => total + one, 0);

function bytesIn(folder: string, except: string[]): number {
  if (!existsSync(folder)) return 0;
  const sizes = readdirSync(folder, { withFileTypes: true })
    .map((entry) => ({ entry, at: path.join(folder, entry.name) }))
    .filter(({ at }) => !except.includes(at))
    .map(({ entry, at }) => {
      if (entry.isDirectory()) return bytesIn(at, except);
      return entry.isFile() ? statSync(at).size : 0;
    });
  return sum(sizes);
}
