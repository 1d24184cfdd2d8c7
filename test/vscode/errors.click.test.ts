import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
import { refusals } from '../servers/refusals';
import { apiError } from '../servers/script';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

/** Longer than a busy machine needs for what a test does meanwhile. */
const headers = { 'retry-after': '45' };
const waitLong = apiError(429, 'Rate limit reached', 'rate_limit_exceeded', headers);
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
  await vscode.send(text);
  await vscode.sidebar().getByText(text, { exact: true }).last().waitFor();
}

test('asked to wait, the chat counts down, and Now does not wait', async () => {
  server.setScript({ chat: waitLong });
  await ask('One?');
  await countdown()
    .getByText(/too many requests\. Trying again in [34]\d s\./)
    .waitFor();
  const first = await countdown().innerText();
  await vscode.screenshot('test-results/countdown.png', { theme: 'light', sidebarWidth: 360 });
  await until('it counts down', async () => (await countdown().innerText()) !== first);
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
  server.setScript({ chat: waitLong });
  await ask('Three?');
  await last().getByRole('button', { name: 'Stop' }).click();
  await last().getByText('Try again in 45 seconds.').waitFor();
  server.setScript({ chat: 'fixed' });
  await last().getByRole('button', { name: 'Retry' }).click();
  await last().getByText('Hello from the scripted server').waitFor();
});

test('a web page that came instead of an answer can be looked at as text', async () => {
  server.setScript({ chat: { ...refusals.badGateway, headers } });
  await ask('Four?');
  await last().getByRole('button', { name: 'Stop' }).click();
  await last().getByRole('button', { name: 'Show Response' }).click();
  await vscode.page.getByRole('tab', { name: /Response\.txt/ }).waitFor();
  await vscode.page.locator('.view-lines').getByText('<html>').first().waitFor();
});
