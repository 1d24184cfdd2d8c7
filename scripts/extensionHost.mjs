import { execFileSync } from 'node:child_process';
import { chmodSync, createWriteStream, existsSync, globSync, mkdirSync } from 'node:fs';
import { readFileSync, rmSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { runTests, TestRunFailedError } from '@vscode/test-electron';
import * as esbuild from 'esbuild';
import { desktopVSCode } from './desktop.mjs';
import { root, say, script, Stop } from './run.mjs';

const out = join(root, 'node_modules/.cache/extension-host');
const report = join(out, 'report.json');
const workbenchLog = 'test-results/extension-host.log';

/** Every test file there is, whoever forgot to name it somewhere. @type {esbuild.Plugin} */
const allTests = {
  name: 'all-tests',
  setup(build) {
    build.onResolve({ filter: /^all-tests$/ }, ({ path }) => ({ path, namespace: 'all-tests' }));
    build.onLoad({ filter: /.*/, namespace: 'all-tests' }, () => {
      const files = globSync('test/extension-host/**/*.test.ts', { cwd: root }).sort();
      const lines = files.map((file) => {
        const path = JSON.stringify(resolve(root, file));
        return `{ name: ${JSON.stringify(basename(file))}, load: () => require(${path}) }`;
      });
      return { contents: `export const files = [${lines.join(',\n')}];`, resolveDir: root };
    });
  },
};

/** @type {esbuild.BuildOptions} */
const common = { bundle: true, platform: 'node', sourcemap: 'inline', logLevel: 'error' };

async function build() {
  await esbuild.build({
    ...common,
    entryPoints: { index: 'test/extension-host/index.ts' },
    outExtension: { '.js': '.cjs' },
    outdir: out,
    format: 'cjs',
    target: 'node22',
    external: ['vscode', 'mocha'],
    plugins: [allTests],
  });
}

/** A program that is called like VS Code and runs the one for the browser. */
async function buildStandIn() {
  const outfile = join(out, 'standIn.mjs');
  await esbuild.build({
    ...common,
    entryPoints: ['test/extension-host/standIn.ts'],
    outfile,
    format: 'esm',
    packages: 'external',
    banner: { js: '#!/usr/bin/env node' },
    define: { 'import.meta.url': JSON.stringify(new URL('./run.mjs', import.meta.url).href) },
  });
  chmodSync(outfile, 0o755);
  return outfile;
}

/** One that the tests' VS Code trusts as it does the system's; the key lies beside it. */
function makeCertificate() {
  const folder = join(out, 'trusted');
  mkdirSync(folder, { recursive: true });
  const [certificate, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const made = `req -x509 -newkey rsa:2048 -nodes -days 2 -keyout ${key} -out ${certificate}`;
  const named = '-subj /CN=127.0.0.2 -addext subjectAltName=IP:127.0.0.2';
  execFileSync('openssl', `${made} ${named}`.split(' '), { stdio: 'ignore' });
  return certificate;
}

await script(async () => {
  rmSync(report, { force: true });
  await build();
  const desktop = desktopVSCode();
  say(`Running the suite inside VS Code (${desktop.name})`);
  mkdirSync(join(root, 'test-results'), { recursive: true });
  const log = createWriteStream(join(root, workbenchLog));
  const executable = desktop.name === 'browser' ? await buildStandIn() : desktop.executable;
  await runTests({
    ...(executable && { vscodeExecutablePath: executable }),
    extensionDevelopmentPath: root,
    extensionTestsPath: join(out, 'index.cjs'),
    launchArgs: [join(root, 'sample')],
    stdout: log,
    stderr: log,
    extensionTestsEnv: { BETTER_GPT_TEST_REPORT: report, SSL_CERT_FILE: makeCertificate() },
  }).catch((error) => {
    // The report says more.
    if (!(error instanceof TestRunFailedError)) throw error;
  });
  readReport();
});

function readReport() {
  if (!existsSync(report)) throw new Stop(`The suite did not get to its end: see ${workbenchLog}.`);
  /** @type {{ passed: number, failed: number, problems: string[] }} */
  const { passed, failed, problems } = JSON.parse(readFileSync(report, 'utf8'));
  console.log(`${passed} passed, ${failed} failed inside VS Code`);
  if (failed > 0) throw new Stop(problems.join('\n\n'));
}
