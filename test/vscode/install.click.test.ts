import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';

let vscode: VSCode;
beforeAll(async () => {
  vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix() });
});
afterAll(() => vscode.stop());

test('a VSIX installed into a clean VS Code puts its icon into the activity bar', async () => {
  await vscode.activityIcon.waitFor();
  expect(await vscode.activityIcon.count()).toBe(1);
});

test('a click on the icon draws the sidebar', async () => {
  const sidebar = await vscode.openSidebar();
  expect(await sidebar.locator('body').textContent()).not.toBe('');
  await vscode.screenshot('test-results/sidebar.png', { theme: 'light', sidebarWidth: 360 });
});
