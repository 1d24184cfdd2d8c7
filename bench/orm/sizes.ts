import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import { build, type Plugin } from 'esbuild';
import type { ContenderEntry } from './contenders';
import { developmentOnly } from './install';

export interface Sizes {
  bundleKb: number;
  gzipKb: number;
  /** What a program needs installed to run; with the tools for its migrations. */
  installedMb: number;
  withToolsMb: number;
}

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

export async function sizesOf({ folder, program }: ContenderEntry): Promise<Sizes> {
  const cwd = path.resolve('bench/orm', folder);
  const { outputFiles } = await build({
    entryPoints: [path.join(cwd, program)],
    outdir: cwd,
    bundle: true,
    minify: true,
    write: false,
    platform: 'node',
    format: 'esm',
    plugins: [leaveOut],
    loader: { '.wasm': 'file' },
    logLevel: 'silent',
  });
  const zipped = await Promise.all(outputFiles.map(({ contents }) => promisify(gzip)(contents)));
  const tools = developmentOnly(folder).map((where) => path.join(cwd, where));
  const all = path.join(cwd, 'node_modules');
  return {
    bundleKb: sum(outputFiles.map(({ contents }) => contents.length)) / 1e3,
    gzipKb: sum(zipped.map(({ length }) => length)) / 1e3,
    installedMb: bytesIn(all, tools) / 1e6,
    withToolsMb: bytesIn(all, []) / 1e6,
  };
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
