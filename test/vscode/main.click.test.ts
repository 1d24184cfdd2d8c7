import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
import { libraryIn, readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import { sampleWorkspace } from './sampleWorkspace';
import { chooseTestModel, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

interface Asked {
  model: string;
  temperature: number;
  max_tokens: number;
  messages: { role: string; content: string }[];
}

const INSTRUCTIONS = 'Answer in one sentence. Name the file.';
const folder = sampleWorkspace();
let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode({ folder, server: { chat: 'gated' } }));
});
afterAll(() => stop());

const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const answers = () => vscode.sidebar().getByRole('article', { name: /^Answer by/ });

test('a project is made in the sidebar, and its instructions in the panel', async () => {
  const sidebar = await vscode.openSidebar();
  await sidebar.getByRole('button', { name: 'New Project from this Folder' }).click();
  await sidebar.getByRole('button', { name: 'Edit instructions' }).click();
  const panel = await vscode.panel('payments');
  await panel.getByRole('textbox', { name: 'Instructions' }).fill(INSTRUCTIONS);
  await panel.getByRole('textbox', { name: 'Temperature' }).fill('0.3');
  await panel.getByRole('textbox', { name: 'Max tokens' }).fill('321');
  await panel.getByRole('textbox', { name: 'Max tokens' }).press('Tab');
  await until('the settings are in the library', () => {
    const [project] = readLibrary<{ instructions: string; temperature: number }>(
      libraryIn(vscode.userDataDir),
      'SELECT instructions, temperature, max_tokens FROM projects',
    );
    return (
      project?.instructions === INSTRUCTIONS &&
      project.temperature === 0.3 &&
      'max_tokens' in project &&
      project.max_tokens === 321
    );
  });
});

test('the file at hand and all open editors are attached', async () => {
  await vscode.openFile('webhook.ts');
  await vscode.openFile('limits.ts');
  await vscode.runCommand('Better GPT: Attach Current File to Project');
  await vscode.sidebar().getByRole('button', { name: 'Detach limits.ts' }).waitFor();
  await vscode.runCommand('Better GPT: Attach Open Editors to Project');
  await vscode.sidebar().getByRole('button', { name: 'Detach webhook.ts' }).waitFor();
});

test('a question streams its answer, and the server got all of it', async () => {
  await chooseTestModel(vscode);
  await vscode.send('Where do we retry?');
  await server.request(1);
  server.release(2);
  await answers().getByText('Hello from').waitFor();
  await vscode.sidebar().getByRole('button', { name: 'Stop' }).waitFor();
  server.release(Infinity);
  await vscode.sidebar().getByRole('button', { name: 'Send' }).waitFor();
  await answers().getByText('Hello from the scripted server').waitFor();

  const asked = server.requests.find(({ path }) => path.endsWith('/chat/completions'));
  const body = asked?.body as Asked;
  const [system, user] = body.messages;
  expect(body).toMatchObject({ model: 'test-model', temperature: 0.3, max_tokens: 321 });
  expect(system?.role).toBe('system');
  expect(system?.content).toContain(INSTRUCTIONS);
  for (const path of ['src/webhook.ts', 'src/limits.ts']) {
    expect(system?.content).toContain(path);
    expect(system?.content).toContain(readFileSync(join(folder, path), 'utf8'));
  }
  expect(user).toEqual({ role: 'user', content: 'Where do we retry?' });
});

test('an answer is stopped, and the server sees the connection close', async () => {
  server.reset();
  await vscode.send('And why twice?');
  await server.request(0);
  server.release(1);
  await answers().nth(1).getByText('Hello').waitFor();
  await vscode.sidebar().getByRole('button', { name: 'Stop' }).click();
  expect(await server.ended(0)).toBe('closedByClient');
  await answers().nth(1).getByText('Stopped').waitFor();
});

test('a half-typed message survives kill −9, and everything else is there as well', async () => {
  await message().click();
  await vscode.page.keyboard.type('and half of a thou');
  await until('the draft is on disk', () =>
    readLibrary<{ draft: string }>(libraryIn(vscode.userDataDir), 'SELECT draft FROM chats').some(
      ({ draft }) => draft === 'and half of a thou',
    ),
  );
  await vscode.kill();
  await vscode.restart();
  await vscode.openSidebar();
  await answers().first().getByText('Hello from the scripted server').waitFor();
  await until(
    'the draft is back',
    async () => (await message().inputValue()) === 'and half of a thou',
  );
  await vscode.sidebar().getByRole('button', { name: 'Detach webhook.ts' }).waitFor();
  await vscode
    .sidebar()
    .getByRole('button', { name: /^Model: test-model/ })
    .waitFor();
});
