import { cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';
import { nativeModule, thisTarget } from './scripts/native.mjs';
import { writeNotices } from './scripts/notices.mjs';
import { packedRanks, slimModels } from './src/models/bundling.mjs';

const watch = process.argv.includes('--watch');
const production = process.argv.includes('--production');

/** libSQL looks for its native module by platform; ours lies beside the bundle. @type {esbuild.Plugin} */
const nativeBesideBundle = {
  name: 'native-beside-bundle',
  setup(build) {
    build.onLoad({ filter: /[\\/]libsql[\\/]index\.js$/ }, async ({ path }) => {
      const source = await readFile(path, 'utf8');
      const contents = source.replace(/= requireNative\(\)/, "= require('./libsql.node')");
      if (contents === source) throw new Error('libsql no longer calls requireNative().');
      return { contents };
    });
    build.onResolve({ filter: /^\.\/libsql\.node$/ }, ({ path }) => ({ path, external: true }));
    // What only the call that was replaced needed.
    build.onResolve({ filter: /^(@neon-rs\/load|detect-libc)$/ }, ({ path }) => ({
      path,
      namespace: 'empty',
    }));
    build.onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

/** How many bundles are being built; VS Code's watch task waits until there are none. */
let building = 0;

/** The driver is synchronous: it belongs on threads of its own, never on the extension host's. @type {esbuild.Plugin} */
const noDriver = {
  name: 'no-driver',
  setup(build) {
    build.onResolve({ filter: /^libsql$/ }, ({ importer }) => ({
      errors: [{ text: `The database driver belongs on a worker thread, not into ${importer}.` }],
    }));
  },
};

/** @type {esbuild.Plugin} */
const reporter = {
  name: 'reporter',
  setup(build) {
    build.onStart(() => {
      building += 1;
      console.log('[watch] build started');
    });
    build.onEnd(() => {
      building -= 1;
      if (building === 0) console.log('[watch] all built');
    });
  },
};

/** @type {esbuild.BuildOptions} */
const node = { platform: 'node', format: 'cjs', target: 'node22', external: ['vscode'] };
/** @type {esbuild.BuildOptions} */
const browser = {
  platform: 'browser',
  format: 'iife',
  target: 'chrome138',
  jsx: 'automatic',
  jsxImportSource: 'preact',
};

/**
 * The extension loads the others by their path, when they are first needed.
 * @type {Record<string, esbuild.BuildOptions & { entry: string }>}
 */
const bundles = {
  extension: { ...node, entry: 'src/extension/extension.ts' },
  app: {
    ...node,
    entry: 'src/extension/app.ts',
    plugins: [noDriver, slimModels()],
    // What it has for Node asks for its parts in a way that no bundler follows.
    alias: { 'jsonc-parser': 'jsonc-parser/lib/esm/main.js' },
  },
  dbWorker: { ...node, entry: 'src/db/worker.ts', plugins: [nativeBesideBundle] },
  maintenance: {
    ...node,
    entry: 'src/library/maintenanceWorker.ts',
    plugins: [nativeBesideBundle],
  },
  models: { ...node, entry: 'src/models/index.ts', plugins: [slimModels()] },
  prices: { ...node, entry: 'src/models/priceIndex.ts', plugins: [slimModels()] },
  ownFetch: { ...node, entry: 'src/models/proxy/ownFetch.ts' },
  tokenizer: { ...node, entry: 'src/models/tokenizerWorker.ts', plugins: [packedRanks()] },
  webview: { ...browser, entry: 'src/webview/main.tsx' },
};

/** @returns {esbuild.BuildOptions[]} */
function options() {
  return Object.entries(bundles).flatMap(([name, { entry, plugins = [], ...rest }]) => {
    if (!existsSync(entry)) {
      console.log(`${entry} is not there yet: dist/${name}.js is left out.`);
      return [];
    }
    return {
      ...rest,
      entryPoints: { [name]: entry },
      outdir: 'dist',
      bundle: true,
      minify: production,
      sourcemap: !production,
      metafile: true,
      legalComments: 'none',
      logLevel: 'warning',
      define: { 'process.env.NODE_ENV': production ? '"production"' : '"development"' },
      plugins: [...plugins, ...(watch ? [reporter] : [])],
    };
  });
}

/** What is shipped as it is. */
async function copyFiles() {
  mkdirSync('dist', { recursive: true });
  cpSync(await nativeModule(thisTarget()), 'dist/libsql.node');
  for (const file of ['codicon.css', 'codicon.ttf']) {
    cpSync(`node_modules/@vscode/codicons/dist/${file}`, `dist/${file}`);
  }
  // Our own package is made of ES modules, these bundles are not.
  writeFileSync('dist/package.json', '{ "type": "commonjs" }\n');
}

async function build() {
  if (production) rmSync('dist', { recursive: true, force: true });
  await copyFiles();
  const results = await Promise.all(options().map((one) => esbuild.build(one)));
  if (production)
    writeNotices(results.flatMap(({ metafile }) => Object.keys(metafile?.inputs ?? {})));
}

async function keepBuilding() {
  await copyFiles();
  const contexts = await Promise.all(options().map((one) => esbuild.context(one)));
  await Promise.all(contexts.map((context) => context.watch()));
}

/** The webview in an ordinary browser, with a made-up host. */
async function playground() {
  const folder = 'src/webview/playground';
  const context = await esbuild.context({
    ...browser,
    entryPoints: [`${folder}/main.tsx`],
    outdir: folder,
    bundle: true,
    write: false,
    sourcemap: true,
    loader: { '.ttf': 'file' },
  });
  await context.watch();
  const { port } = await context.serve({ servedir: folder, host: '127.0.0.1', port: 8123 });
  console.log(`The webview's playground: http://127.0.0.1:${port}`);
}

if (process.argv.includes('--playground')) await playground();
else if (watch) await keepBuilding();
else await build();
