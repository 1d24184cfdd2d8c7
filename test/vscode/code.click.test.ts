import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ending, word } from '../servers/events';
import type { VSCode } from './openVSCode';
import { sampleWorkspace } from './sampleWorkspace';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

const ANSWER = `Here you are.

\`\`\`ts
once() {
  return 'from the answer';
}
\`\`\`

\`\`\`ts src/fresh.ts
export const fresh = true;
\`\`\`
`;
const folder = sampleWorkspace();
const file = path.join(folder, 'src/retryNotes.ts');
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  writeFileSync(file, `class Retry {\n  once() {\n    return 'as it was';\n  }\n}\n`);
  ({ vscode, stop } = await openScriptedVSCode({
    folder,
    server: { chat: { steps: [word(ANSWER), ending] } },
    settings: { 'files.autoSave': 'afterDelay', 'files.autoSaveDelay': 100 },
  }));
  await vscode.openFile('retryNotes.ts');
  const sidebar = await beginProject(vscode);
  await vscode.send('Write it.');
  await sidebar.getByText('fresh = true').waitFor();
});
afterAll(() => stop());

const button = (name: string) => vscode.sidebar().getByRole('button', { name });
const titleButton = (name: string) =>
  vscode.page.locator('.editor-actions').getByRole('button', { name });
const apply = () => titleButton('Apply the Shown Code');
const contentOf = (at: string) => (existsSync(at) ? readFileSync(at, 'utf8') : '');
/** VS Code saves by itself here. */
const saved = (at: string, text: string) =>
  until(`${at} is saved`, () => Promise.resolve(contentOf(at).includes(text)));

test('applied code goes where it belongs, after a look at the difference', async () => {
  await button('Apply to the editor…').click();
  await apply().waitFor();
  expect(contentOf(file)).toContain('as it was');
  await vscode.page
    .locator('.monaco-diff-editor .view-line', { hasText: 'from the answer' })
    .waitFor();
  await vscode.screenshot('test-results/apply.png', { sidebarWidth: 320 });
  await apply().click();
  await vscode.page.locator('.tab.active', { hasText: 'retryNotes.ts' }).waitFor();
  await saved(file, "  once() {\n    return 'from the answer';\n  }\n}\n");
  expect(contentOf(file)).not.toContain('as it was');
});

test('what is discarded changes nothing; a file that there is not yet is made where the answer says', async () => {
  const fresh = path.join(folder, 'src/fresh.ts');
  await button('Apply to src/fresh.ts…').click();
  await titleButton('Discard the Shown Code').click();
  await apply().waitFor({ state: 'detached' });
  expect(contentOf(fresh)).toBe('');
  await button('Apply to src/fresh.ts…').click();
  await apply().click();
  await saved(fresh, 'export const fresh = true;\n');
  await vscode.page.locator('.breadcrumbs-control', { hasText: 'fresh.ts' }).waitFor();
});

test('inserted code stands at the cursor', async () => {
  await vscode.page.locator('.tab', { hasText: 'retryNotes.ts' }).click();
  await vscode.page.locator('.editor-instance .view-line', { hasText: 'class Retry' }).click();
  await vscode.page.keyboard.press('Control+End');
  await button('Insert at the cursor').last().click();
  await saved(file, '}\nexport const fresh = true;');
});
