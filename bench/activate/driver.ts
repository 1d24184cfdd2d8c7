import { copyFileSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build, type Plugin } from 'esbuild';

/** Bundled as ours is, with a copy of the native module, so that neither finds it loaded by the other. */
export async function bundleBareDriver(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  copyFileSync('dist/libsql.node', path.join(folder, 'libsql.node'));
  await build({
    stdin: { contents: `module.exports = require('libsql')`, resolveDir: process.cwd() },
    outfile: path.join(folder, 'driver.cjs'),
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'cjs',
    plugins: [nativeBesideBundle],
    logLevel: 'error',
  });
}

const nativeBesideBundle: Plugin = {
  name: 'native-beside-bundle',
  setup({ onLoad, onResolve }) {
    onLoad({ filter: /[\\/]libsql[\\/]index\.js$/ }, ({ path: file }) => ({
      contents: readFileSync(file, 'utf8').replace(
        '= requireNative()',
        `= require('./libsql.node')`,
      ),
    }));
    onResolve({ filter: /^\.\/libsql\.node$/ }, (found) => ({ path: found.path, external: true }));
    onResolve({ filter: /^(@neon-rs\/load|detect-libc)$/ }, (found) => ({
      path: found.path,
      namespace: 'empty',
    }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};
