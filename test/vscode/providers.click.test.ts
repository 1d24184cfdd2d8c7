import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../servers/openaiServer';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';

const key = 'sk-test-0123456789abcdef';
let local: OpenaiServer;
let remote: OpenaiServer;
let vscode: VSCode;

beforeAll(async () => {
  local = await startOpenaiServer({ port: 11434 }); // where Ollama is
  remote = await startOpenaiServer({
    keys: { right: key },
    models: 'needsKey',
    chat: 'needsKey',
  });
  vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix() });
});
afterAll(async () => {
  await vscode.stop();
  await local.close();
  await remote.close();
});

const sidebar = () => vscode.sidebar();
const modelButton = () => sidebar().getByRole('button', { name: /^Model: / });
const lastAnswer = () =>
  sidebar()
    .getByRole('article', { name: /^Answer by/ })
    .last();

async function ask(text: string) {
  await sidebar().getByRole('textbox', { name: 'Message' }).fill(text);
  await sidebar().getByRole('textbox', { name: 'Message' }).press('Enter');
}

test('a server on this computer is found, chosen and answers', async () => {
  await vscode.openSidebar();
  await sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await modelButton().click();
  await vscode.pick('Add a Provider…');
  await vscode.pick('127.0.0.1:11434');
  await vscode.notifications.getByText('Ollama: 1 model.').waitFor();
  await vscode.pick('test-model');
  await sidebar()
    .getByRole('button', { name: /^Model: test-model/ })
    .waitFor();
  await ask('Hello?');
  await lastAnswer().getByText('Hello from the scripted server').waitFor();
});

test('a server that wants a key is asked for it until it is the right one', async () => {
  await modelButton().click();
  await vscode.pick('Add a Provider…');
  await vscode.pick('Any Other Server');
  await vscode.answer(remote.url);
  await vscode.page.getByText('Shown beside its models.').waitFor();
  await vscode.answer('Remote');
  await vscode.page.getByText(/Remote asks for an API key/).waitFor();
  await vscode.page.locator('.quick-input-widget:visible input').fill('sk-wrong');
  await vscode.page.keyboard.press('Enter');
  await vscode.page.getByText(/Remote did not accept the API key/).waitFor();
  await vscode.page.locator('.quick-input-widget:visible input').fill(key);
  await vscode.page.keyboard.press('Enter');
  await vscode.quickPicks.filter({ hasText: 'test-model' }).filter({ hasText: 'Remote' }).waitFor();
  await vscode.quickInput.fill('Remote');
  await vscode.quickPicks.filter({ hasText: 'test-model' }).first().click();
  await ask('And you?');
  await expect
    .poll(() => remote.requests.at(-1)?.path, { timeout: 30_000 })
    .toBe('/v1/chat/completions');
  expect(remote.requests.at(-1)?.key).toBe('right');
});
