import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode());
  await beginProject(vscode);
});
afterAll(() => stop());
beforeEach(() => server.reset());

const last = () =>
  vscode
    .sidebar()
    .getByRole('article', { name: /^Answer by/ })
    .last();
const countdown = () => last().getByRole('timer');
const questions = () => server.requests.filter(({ path }) => path.endsWith('/chat/completions'));

async function ask(text: string) {
  const message = vscode.sidebar().getByRole('textbox', { name: 'Message' });
  await message.fill(text);
  await message.press('Enter');
  await vscode.sidebar().getByText(text, { exact: true }).last().waitFor();
}

test('asked to wait, the chat counts down, and Now does not wait', async () => {
  // Before the countdown, which would run out on a slow machine.
  await vscode.setTheme('light');
  await vscode.setSidebarWidth(360);
  server.setScript({ chat: 'rateLimitSeconds' });
  await ask('One?');
  await countdown().getByText('too many requests. Trying again in 12 s.').waitFor();
  await vscode.screenshot('test-results/countdown.png');
  await countdown().getByText('Trying again in 9 s.').waitFor();
  expect(questions().length).toBe(1);
  server.setScript({ chat: 'fixed' });
  await last().getByRole('button', { name: 'Now' }).click();
  await last().getByText('Hello from the scripted server').waitFor();
  expect(questions().length).toBe(2);
});

test('after the countdown the answer comes by itself', async () => {
  server.setScript({ chat: 'rateLimit' });
  await ask('Two?');
  await countdown().waitFor();
  server.setScript({ chat: 'fixed' });
  await last().getByText('Hello from the scripted server').waitFor();
  expect(await last().getByRole('group', { name: 'Problem' }).count()).toBe(0);
});

test('Stop at the countdown leaves Retry', async () => {
  server.setScript({ chat: 'rateLimitSeconds' });
  await ask('Three?');
  await last().getByRole('button', { name: 'Stop' }).click();
  await last().getByText('Try again in 12 seconds.').waitFor();
  server.setScript({ chat: 'fixed' });
  await last().getByRole('button', { name: 'Retry' }).click();
  await last().getByText('Hello from the scripted server').waitFor();
});

test('a web page that came instead of an answer can be looked at as text', async () => {
  server.setScript({ chat: 'badGateway' });
  await ask('Four?');
  await last().getByRole('button', { name: 'Stop' }).click();
  await last().getByRole('button', { name: 'Show Response' }).click();
  await vscode.page.getByRole('tab', { name: /Response\.txt/ }).waitFor();
  await vscode.page.locator('.view-lines').getByText('<html>').first().waitFor();
});
