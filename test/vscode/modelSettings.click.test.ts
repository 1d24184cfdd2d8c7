import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodAnswers } from '../servers/goodAnswers';
import type { OpenaiServer } from '../servers/openaiServer';
import { apiError } from '../servers/script';
import { libraryIn, readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode({ server: { chat: 'fixed' } }));
});
afterAll(() => stop());

const sidebar = () => vscode.sidebar();
const answers = () => sidebar().getByRole('article', { name: /^Answer by/ });
const receipt = () =>
  vscode.page
    .frameLocator('iframe.webview.ready[src*="extensionId=vscode.markdown-language-features"]')
    .frameLocator('iframe#active-frame')
    .locator('table')
    .first();

/** What left for the server, without what every request has. */
async function ask(text: string) {
  const ended = answers().locator('.message-actions');
  const before = await ended.count();
  await vscode.send(text);
  await until('the answer has ended', async () => (await ended.count()) > before);
  const isChat = ({ path }: { path: string }) => path.endsWith('/chat/completions');
  const body = server.requests.findLast(isChat)?.body as Record<string, unknown>;
  const { messages: _, model: _m, stream: _s, stream_options: _o, ...settings } = body;
  return settings;
}

const stored = () =>
  readLibrary<{ settings: string }>(
    libraryIn(vscode.userDataDir),
    'SELECT settings FROM projects',
  ).map(({ settings }) => JSON.parse(settings) as object);

test('the panel takes the further settings of a project, and says what cannot be sent', async () => {
  await beginProject(vscode);
  await sidebar().getByRole('button', { name: 'Edit instructions' }).click();
  const panel = await vscode.panel('payments');
  await panel.getByRole('button', { name: 'Advanced' }).click();
  await panel.getByRole('textbox', { name: 'Top-p' }).fill('1.5');
  await panel.getByText('Top-p is from 0 to 1.').waitFor();
  await panel.getByRole('textbox', { name: 'Top-p' }).fill('0,9');
  await panel.getByRole('combobox', { name: 'Reasoning effort' }).selectOption('low');
  await panel.getByRole('textbox', { name: 'Stop' }).fill('END, \\n\\n');
  await panel.getByRole('textbox', { name: 'Extra body' }).fill('{ "messages": [] }');
  await panel.getByText('Leave out “messages”').waitFor();
  const rest = { topP: 0.9, reasoningEffort: 'low', stop: ['END', '\n\n'] };
  await until('the rest is stored', () => JSON.stringify(stored()) === JSON.stringify([rest]));
  await panel.getByRole('textbox', { name: 'Extra body' }).fill('{ "seed": 7 }');
  await panel.getByRole('textbox', { name: 'Extra body' }).press('Tab');
  await until('the extra body is stored', () => 'extraBody' in (stored()[0] ?? {}));
  await vscode.screenshot('test-results/settings-panel.png');
});

const OF_PROJECT = {
  ...{ temperature: 0.7, max_tokens: 4_000 },
  ...{ top_p: 0.9, reasoning_effort: 'low', stop: ['END', '\n\n'], seed: 7 },
};

test('a request has exactly these; a chat has its own where it was given one, by keyboard', async () => {
  expect(await ask('One')).toEqual(OF_PROJECT);
  await sidebar().getByRole('button', { name: 'Settings of this chat' }).press('Enter');
  await vscode.quickPicks.filter({ hasText: '0.9 (from the project)' }).waitFor();
  await vscode.screenshot('test-results/settings-chat.png', { sidebarWidth: 300 });
  await vscode.quickInput.fill('Top-p');
  await vscode.page.locator('.monaco-list-row.focused', { hasText: 'Top-p' }).waitFor();
  await vscode.page.keyboard.press('Enter');
  await vscode.page.getByText('Leave it empty for 0.9 (from the project).').waitFor();
  await vscode.answer('0.5');
  await vscode.quickPicks.filter({ hasText: 'Use the Project’s Settings Again' }).waitFor();
  await vscode.page.keyboard.press('Escape');
  await sidebar().getByRole('button', { name: 'Settings of this chat: Top-p 0.5' }).waitFor();
  expect(await ask('Two')).toEqual({ ...OF_PROJECT, top_p: 0.5 });
});

test('what the model does not take is not sent, and the receipt tells all of it', async () => {
  server.setScript({
    chat: ({ body }) =>
      typeof body === 'object' && body !== null && 'stop' in body
        ? apiError(400, "Unsupported parameter: 'stop' is not supported with this model.")
        : goodAnswers.fixed,
  });
  const { stop: _, ...taken } = { ...OF_PROJECT, top_p: 0.5 };
  expect(await ask('Three')).toEqual(taken);
  await answers().last().getByRole('button', { name: 'Show receipt' }).click();
  await receipt().waitFor();
  const rows = await receipt().locator('tr').allInnerTexts();
  const row = (name: string) => rows.find((text) => text.startsWith(name))?.split('\t')[1];
  expect(Object.fromEntries(SHOWN.map((name) => [name, row(name)]))).toEqual({
    Temperature: '0.7',
    'Max tokens': '4,000',
    'Top-p': '0.5',
    'Reasoning effort': 'low',
    Stop: 'END, \\n\\n, not sent: the model does not take it',
    'Extra body': '{ "seed": 7 }',
  });
  await vscode.screenshot('test-results/settings-receipt.png');
});

const SHOWN = ['Temperature', 'Max tokens', 'Top-p', 'Reasoning effort', 'Stop', 'Extra body'];

test('a chat gets its project’s settings back, and Undo its own', async () => {
  await vscode.runCommand('Better GPT: Model Settings…');
  await vscode.pick('Use the Project’s Settings Again');
  await sidebar().getByRole('button', { name: 'Settings of this chat', exact: true }).waitFor();
  await vscode.page.keyboard.press('Escape');
  await vscode.notifications.getByRole('button', { name: 'Undo' }).click();
  await sidebar().getByRole('button', { name: 'Settings of this chat: Top-p 0.5' }).waitFor();
});
