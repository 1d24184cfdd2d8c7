import { afterEach } from 'vitest';
import { openOnes } from './openVSCode';

/** Leaves a picture of every VS Code that is open when a test fails in test-results/. */
afterEach(async ({ task }) => {
  if (task.result?.state !== 'fail') return;
  const name = task.name.replace(/[^\w]+/g, '-');
  for (const [index, vscode] of [...openOnes].entries()) {
    await vscode.screenshot(`test-results/${name}${index || ''}.png`);
  }
});
