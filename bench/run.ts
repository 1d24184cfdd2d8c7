import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';

/** `npm run --silent bench -- NAME` measures bench/NAME.ts and prints one line of JSON. */
const name = process.argv[2] ?? '';
if (!/^[a-z-]+$/.test(name))
  throw new Error('Which benchmark? For example: npm run bench -- append');

// Below node_modules, so that the program finds the packages that stay outside of it.
const outfile = path.resolve('node_modules/.cache/better-gpt', `bench-${name}-${process.pid}.mjs`);
await build({
  entryPoints: [`bench/${name}.ts`],
  outfile,
  bundle: true,
  platform: 'node',
  format: 'esm',
  packages: 'external',
  // Our scripts find the repository by their own place.
  define: {
    'import.meta.url': JSON.stringify(new URL('../scripts/run.mjs', import.meta.url).href),
  },
  logLevel: 'error',
});
try {
  const { measure } = (await import(pathToFileURL(outfile).href)) as {
    measure: () => Promise<object>;
  };
  console.log(JSON.stringify(await measure()));
} finally {
  rmSync(outfile, { force: true });
}
