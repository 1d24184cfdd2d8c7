import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ensureDebianPackages } from './install/debian.mjs';
import { underPinnedNode } from './install/pinned.mjs';
import { ensureVSCode } from './install/vscode.mjs';
import { root, run, say, script } from './run.mjs';

/**
 * A part of the test. Where it counts its tests itself, `report` is the file it writes.
 * @typedef {object} Step
 * @property {string} name
 * @property {string[]} command
 * @property {string} [report]
 * @property {(report: VitestReport & Outcome) => Outcome} [read]
 * @property {string} [needs] the step without which this one means nothing
 */
/** @typedef {{ passed: number, failed: number }} Outcome */
/** @typedef {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { status: string, assertionResults: unknown[] }[] }} VitestReport */

const vitestReport = (/** @type {string} */ name) => `node_modules/.cache/test/${name}.json`;
const vitest = (/** @type {string} */ name, /** @type {string[]} */ ...args) => [
  ...['vitest', 'run', '--reporter=default', '--reporter=json'],
  ...[`--outputFile.json=${vitestReport(name)}`, ...args],
];

/** @type {Step[]} */
const steps = [
  { name: 'Types', command: ['tsc', '-b'] },
  { name: 'Lint', command: ['oxlint', '--type-aware'] },
  { name: 'Format', command: ['prettier', '--check', '--log-level=warn', '.'] },
  { name: 'Unused code', command: ['knip'] },
  { name: 'Migrations', command: ['node', 'scripts/checkMigrations.mjs'] },
  { name: 'Build and VSIX', command: ['node', 'scripts/package.mjs'] },
  { name: 'Units', command: vitest('unit'), report: vitestReport('unit'), read: readVitest },
  {
    name: 'Faults',
    command: vitest('faults', '--config', 'vitest.faults.config.ts'),
    report: vitestReport('faults'),
    read: readVitest,
  },
  {
    name: 'Inside VS Code',
    command: ['node', 'scripts/extensionHost.mjs'],
    report: 'node_modules/.cache/extension-host/report.json',
    read: ({ passed, failed }) => ({ passed, failed }),
    needs: 'Build and VSIX',
  },
  {
    name: 'Clicks',
    command: vitest('clicks', '--config', 'vitest.clicks.config.ts'),
    report: vitestReport('clicks'),
    read: readVitest,
    needs: 'Build and VSIX',
  },
];

await script(() =>
  underPinnedNode(async () => {
    await ensureDebianPackages(['chromium'], 'click through VS Code');
    await ensureVSCode();
    const { passed, failed } = await runAll();
    console.log(`\n${passed} passed, ${failed} failed`);
    if (failed > 0) process.exitCode = 1;
  }),
);

/** @returns {Promise<Outcome>} */
async function runAll() {
  const total = { passed: 0, failed: 0 };
  /** @type {string[]} */
  const broken = [];
  for (const step of steps) {
    say(step.name);
    const start = performance.now();
    const { passed, failed } = broken.includes(step.needs ?? '') ? missing() : await outcome(step);
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    console.log(
      `${failed ? '✗' : '✓'} ${step.name}: ${passed} passed, ${failed} failed (${seconds} s)`,
    );
    if (failed > 0) broken.push(step.name);
    total.passed += passed;
    total.failed += failed;
  }
  if (broken.length > 0) console.log(`\nFailed: ${broken.join(', ')}`);
  return total;
}

function missing() {
  console.log('Not run, because a step it needs failed.');
  return { passed: 0, failed: 1 };
}

/**
 * Nothing that failed, and nothing that did not run at all, may look like success.
 * @param {Step} step
 * @returns {Promise<Outcome>}
 */
async function outcome({ command: [program = '', ...args], report, read }) {
  if (report) rmSync(join(root, report), { force: true });
  const code = await run(program, args);
  if (!report || !read) return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  if (!existsSync(join(root, report))) return { passed: 0, failed: 1 };
  const { passed, failed } = read(JSON.parse(readFileSync(join(root, report), 'utf8')));
  return { passed, failed: failed || (code !== 0 || passed === 0 ? 1 : 0) };
}

/**
 * A skipped test is one that we believe in and that proves nothing: it counts as failed.
 * @param {VitestReport} report
 */
function readVitest({
  numPassedTests,
  numFailedTests,
  numPendingTests,
  numTodoTests,
  testResults,
}) {
  const unloaded = testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  ).length;
  return {
    passed: numPassedTests,
    failed: numFailedTests + numPendingTests + numTodoTests + unloaded,
  };
}
