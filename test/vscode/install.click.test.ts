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

test('the walkthrough is in VS Code’s list, and its first step is done by making a project', async () => {
  const { page } = vscode;
  await vscode.runCommand('Welcome: Open Walkthrough...');
  await vscode.pick('Get Started with Better GPT');
  const first = page.locator('.getting-started-step', { hasText: 'Make a project' });
  await first.waitFor();
  await vscode.sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await first.locator('.codicon.complete').waitFor();
  const steps = page.locator('.getting-started-step');
  await steps.filter({ hasText: 'Find any word' }).click();
  await page.getByRole('button', { name: 'Search', exact: true }).last().click();
  await vscode.sidebar().getByRole('combobox', { name: 'Search the library' }).waitFor();
  await vscode.screenshot('test-results/walkthrough.png', { theme: 'dark' });
});
