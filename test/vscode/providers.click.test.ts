import { afterAll, beforeAll, expect, test } from 'vitest';
import { anthropic } from '../servers/dialects/anthropic';
import { chat } from '../servers/dialects/chat';
import type { Dialect } from '../servers/dialects/dialect';
import { google } from '../servers/dialects/google';
import { responses } from '../servers/dialects/responses';
import { type OpenaiServer, startOpenaiServer } from '../servers/openaiServer';
import { HOLD, type Reply } from '../servers/script';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';

const key = 'sk-test-0123456789abcdef';
let local: OpenaiServer;
let remote: OpenaiServer;
let vscode: VSCode;
/** The one that answers last. */
let asked: OpenaiServer;
const servers: OpenaiServer[] = [];
/** What the first chat is named by its model. */
const TITLE = 'Hello from the scripted server';

beforeAll(async () => {
  local = await startOpenaiServer({ port: 11434 }); // where Ollama is
  remote = await startOpenaiServer({
    keys: { right: key },
    models: 'needsKey',
    chat: 'needsKey',
  });
  vscode = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: { 'betterGpt.chats.titles': 'model' },
  });
});
afterAll(async () => {
  await vscode.stop();
  await local.close();
  await remote.close();
  for (const server of servers) await server.close();
});

const sidebar = () => vscode.sidebar();
const modelButton = () => sidebar().getByRole('button', { name: /^Model: / });
const lastAnswer = () =>
  sidebar()
    .getByRole('article', { name: /^Answer by/ })
    .last();

/** Opens the list of providers, and waits until what is on this computer is in it. */
async function addProvider() {
  await modelButton().click();
  await vscode.pick('Add a Provider…');
  await vscode.page.getByPlaceholder('Which one?').waitFor();
}

/** All of them call theirs the same: what is typed leaves those of this one. */
async function chooseModel(provider: string) {
  const row = vscode.quickPicks.filter({ hasText: 'test-model' }).filter({ hasText: provider });
  await row.first().waitFor();
  await vscode.quickInput.fill(provider);
  await row.first().click();
}

test('a server on this computer is found, chosen and answers', async () => {
  await vscode.openSidebar();
  await sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await addProvider();
  await vscode.pick('Ollama');
  await vscode.notifications.getByText('Ollama: 1 model.').waitFor();
  await vscode.pick('test-model');
  await sidebar()
    .getByRole('button', { name: /^Model: test-model/ })
    .waitFor();
  await vscode.send('Hello?');
  await lastAnswer().getByText('Hello from the scripted server').waitFor();
  // The same model named the chat.
  await sidebar().getByRole('button', { name: TITLE }).first().waitFor();
});

test('a server that wants a key is asked for it until it is the right one', async () => {
  await addProvider();
  await vscode.pick('Any Other Server');
  await vscode.page.getByText('Address of the Server').waitFor();
  await vscode.answer(remote.url);
  await vscode.page.getByText('Shown beside its models.').waitFor();
  await vscode.answer('Remote');
  await vscode.page.getByText(/Remote asks for an API key/).waitFor();
  await vscode.page.locator('.quick-input-widget:visible input').fill('sk-wrong');
  await vscode.page.keyboard.press('Enter');
  await vscode.page.getByText(/Remote did not accept the API key/).waitFor();
  await vscode.page.locator('.quick-input-widget:visible input').fill(key);
  await vscode.page.keyboard.press('Enter');
  await chooseModel('Remote');
  await vscode.send('And you?');
  await expect
    .poll(() => remote.requests.at(-1)?.path, { timeout: 30_000 })
    .toBe('/v1/chat/completions');
  expect(remote.requests.at(-1)?.key).toBe('right');
});

/** What each provider is called, what it is asked at, and what it answers in. */
const FORMATS: Record<string, { path: RegExp; dialect: Dialect }> = {
  OpenAI: { path: /^\/v1\/responses$/, dialect: responses },
  Anthropic: { path: /^\/v1\/messages$/, dialect: anthropic },
  'Google Gemini': { path: /^\/v1\/models\/test-model:streamGenerateContent/, dialect: google },
  OpenRouter: { path: /^\/v1\/chat\/completions$/, dialect: chat },
};

const speaking =
  (
    name: string,
    { path: expected, dialect: { begin, word, end } }: (typeof FORMATS)[string],
  ): Reply =>
  ({ path }) => ({
    steps: [
      begin + word(expected.test(path) ? `${name} says hello.` : `Asked at ${path}.`) + end(),
    ],
  });

test.each(Object.entries(FORMATS))(
  '%s is added at another address with a key, and answers in its own format',
  async (name, format) => {
    asked = await startOpenaiServer({
      ...{ keys: { right: key }, models: 'needsKey', chat: speaking(name, format) },
    });
    servers.push(asked);
    await addProvider();
    const row = vscode.quickPicks.filter({ hasText: name }).first();
    await row.hover();
    await row.getByRole('button', { name: 'Use Another Address…' }).click();
    await vscode.page.getByText('Address of the Server').waitFor();
    await vscode.answer(asked.url);
    await vscode.page.getByText('Shown beside its models.').waitFor();
    await vscode.answer(`My ${name}`);
    await vscode.page.getByText(new RegExp(`My ${name} asks for an API key`)).waitFor();
    await vscode.page.locator('.quick-input-widget:visible input').fill(key);
    await vscode.page.keyboard.press('Enter');
    await chooseModel(`My ${name}`);
    await vscode.send(`And ${name}?`);
    await lastAnswer().getByText(`${name} says hello.`).waitFor();
    expect(asked.requests.at(-1)).toMatchObject({ key: 'right' });
  },
);

test('Stop in mid-answer closes the connection, and what had arrived stays', async () => {
  const { begin, word } = chat;
  asked.setScript({ models: 'needsKey', chat: { steps: [begin + word('The first half'), HOLD] } });
  const index = asked.requests.length;
  await vscode.send('Go on for ever.');
  await lastAnswer().getByText('The first half').waitFor();
  await sidebar().getByRole('button', { name: 'Stop' }).click();
  expect(await asked.ended(index)).toBe('closedByClient');
  await lastAnswer().getByText('Stopped.').waitFor();
});

test('another model answers once, beside the answer and with its own name', async () => {
  await lastAnswer().getByRole('button', { name: 'Answer again with another model…' }).click();
  await chooseModel('Remote');
  await lastAnswer().getByText('Hello from the scripted server').waitFor();
  await lastAnswer().getByText('2 of 2').waitFor();
});

test('a chat in an editor goes with its tab to another project', async () => {
  await vscode.runCommand('Better GPT: New Project…');
  await vscode.answer('Elsewhere');
  await sidebar()
    .getByRole('button', { name: /^Elsewhere/ })
    .first()
    .waitFor();
  await vscode.runCommand('Better GPT: Switch Project…');
  await vscode.pick('1 chat');
  await vscode.runCommand('Better GPT: Open Chat…');
  await vscode.pick(TITLE);
  // A chat that opens takes the keyboard, from a palette as well.
  await sidebar().locator('textarea[aria-label="Message"]:focus').waitFor();
  await vscode.runCommand('Better GPT: Open Chat in Editor');
  const editor = await vscode.panel(TITLE);
  const project = editor.locator('.editor-project');
  await project.waitFor();
  expect(await project.innerText()).not.toContain('Elsewhere');
  await vscode.runCommand('Better GPT: Move Chat to Project…');
  await vscode.pick('Elsewhere');
  await project.getByText('Elsewhere').waitFor();
  await vscode.runCommand('Better GPT: Rename Chat…');
  await vscode.answer('Mine');
  await vscode.panel('Mine');
});
