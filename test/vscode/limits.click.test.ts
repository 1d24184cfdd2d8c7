import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode({
    // A cent a token: an answer of 18 tokens is 18 cents, the longest one 40 dollars.
    settings: { 'betterGpt.prices': { 'test-model': { input: 10_000, output: 10_000 } } },
  }));
  await beginProject(vscode);
});
afterAll(() => stop());

const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const alert = () => vscode.sidebar().getByRole('alert');
const dialog = () => vscode.page.locator('.monaco-dialog-box');
const questions = () => server.requests.filter(({ path }) => path.endsWith('/chat/completions'));

async function setLimit(dollars: string) {
  const panel = await vscode.panel('payments');
  const field = panel.getByRole('textbox', { name: 'Cost in $' });
  await field.fill(dollars);
  await field.press('Tab');
  await panel.getByText('Saved').waitFor();
}

test('what could pass the limit is asked about, and who cancels keeps the draft', async () => {
  await vscode.sidebar().getByRole('button', { name: 'Edit instructions' }).click();
  await setLimit('1');
  await vscode.send('Why do we retry twice?');
  await dialog().getByText('This request could pass this month’s limit for “payments”.').waitFor();
  await dialog().getByText('$0.00 of $1.00 is used.').waitFor();
  await vscode.screenshot('test-results/limit-question.png');
  await dialog().getByRole('button', { name: 'Cancel' }).click();
  await dialog().waitFor({ state: 'detached' });
  expect(await message().inputValue()).toBe('Why do we retry twice?');
  expect(questions()).toEqual([]);
});

test('sent once, it is sent once', async () => {
  // Once the answer to the question has reached the view.
  await vscode.sidebar().getByRole('button', { name: 'Send' }).click();
  await dialog().getByRole('button', { name: 'Send Once' }).click();
  await vscode.sidebar().getByText('Hello from the scripted server.', { exact: true }).waitFor();
  expect(questions().length).toBe(1);
});

test('past the limit no request leaves, and the chat says where it is changed', async () => {
  await setLimit('0.1');
  await vscode.send('And once more?');
  await alert().getByText('This month’s limit for “payments” is used up: ').waitFor();
  await vscode.screenshot('test-results/limit-used-up.png', { theme: 'light', sidebarWidth: 300 });
  expect(await message().inputValue()).toBe('And once more?');
  expect(await dialog().count()).toBe(0);
  expect(questions().length).toBe(1);
  await alert().getByRole('button', { name: 'Change Limit' }).click();
  await setLimit('');
  await until('nothing stands in the way', async () => (await alert().innerText()).trim() === '');
});

test('the page of usage leads from a month to a receipt', async () => {
  await vscode.runCommand('Better GPT: Show Usage');
  const usage = await vscode.panel('Usage');
  const costs = usage.getByRole('row', { name: /^payments \$0\.18 / });
  await costs.waitFor();
  await vscode.screenshot('test-results/usage.png', { theme: 'dark' });
  await usage.getByRole('button', { name: / · test-model$/ }).click();
  await vscode.page.getByRole('tab', { name: /Receipt\.md/ }).waitFor();
  await vscode.page
    .frameLocator('iframe.webview.ready[src*="extensionId=vscode.markdown-language-features"]')
    .frameLocator('iframe#active-frame')
    .getByRole('row', { name: /^Cost \$0\.18/ })
    // VS Code's own preview of Markdown is started for it.
    .waitFor({ timeout: 90_000 });
  await vscode.screenshot('test-results/receipt.png');
}, 150_000);
