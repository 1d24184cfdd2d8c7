import { writeFileSync } from 'node:fs';
import type Mocha from 'mocha';
import { files } from 'all-tests';

/** What the run came to; the workbench's logs are mixed into its output. */
interface Report {
  passed: number;
  failed: number;
  /** One sentence each. */
  problems: string[];
}

/** VS Code calls this inside its extension host. Rejecting fails the run. */
export async function run(): Promise<void> {
  const report = await runAll();
  const file = process.env['BETTER_GPT_TEST_REPORT'];
  if (file) writeFileSync(file, JSON.stringify(report));
  if (report.failed > 0) throw new Error(report.problems.join('\n\n'));
}

async function runAll(): Promise<Report> {
  const { default: MochaClass } = await import('mocha');
  const mocha = new MochaClass({ ui: 'tdd', timeout: 60_000, color: false, forbidOnly: true });
  const problems = load(mocha);
  const { passed, failures } = await finish(mocha);
  problems.push(...failures);
  if (passed === 0) problems.push('Not one test passed in VS Code.');
  return { passed, failed: problems.length, problems };
}

/** Says which files could not be loaded or have no test. */
function load(mocha: Mocha): string[] {
  if (files.length === 0) return ['There is no test/extension-host/*.test.ts.'];
  return files.flatMap(({ name, load }) => {
    const before = mocha.suite.total();
    mocha.suite.emit('pre-require', globalThis, name, mocha);
    try {
      load();
    } catch (error) {
      return [`${name} could not be loaded: ${text(error)}`];
    }
    return mocha.suite.total() > before ? [] : [`${name} has no test.`];
  });
}

function finish(mocha: Mocha): Promise<{ passed: number; failures: string[] }> {
  const failures: string[] = [];
  let passed = 0;
  return new Promise((resolve) => {
    mocha
      .run(() => resolve({ passed, failures }))
      .on('pass', () => (passed += 1))
      .on('fail', (test, error) => failures.push(`${test.fullTitle()}: ${text(error)}`))
      .on('pending', (test) => failures.push(`${test.fullTitle()}: was skipped.`));
  });
}

const text = (error: unknown) =>
  error instanceof Error ? (error.stack ?? error.message) : String(error);
