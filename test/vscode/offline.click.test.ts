import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';

const log = join(mkdtempSync(join(tmpdir(), 'bg-lm-')), 'asked.jsonl');
const folder = sampleWorkspace();
let vscode: VSCode;

beforeAll(async () => {
  vscode = await openVSCode({
    folder,
    vsix: packagedVsix(),
    extraExtensions: ['test/vscode/lm-extension'],
    env: { SCRIPTED_LM_LOG: log, SCRIPTED_LM_ANSWER: 'The model of VS Code has read it.' },
  });
});
afterAll(() => vscode.stop());

const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const answers = () => vscode.sidebar().getByRole('article', { name: /^Answer by/ });

test('without a key or a network, Search answers from the attached files with a link to the line', async () => {
  const sidebar = await vscode.openSidebar();
  await sidebar.getByRole('button', { name: 'New Project from this Folder' }).click();
  await until('the composer has the focus', () =>
    message().evaluate((box) => box.ownerDocument.activeElement === box),
  );
  await vscode.openFile('webhook.ts');
  await vscode.runCommand('Better GPT: Attach Current File to Project');
  await sidebar.getByRole('button', { name: 'Detach webhook.ts' }).waitFor();
  await vscode.send('where is the signature checked with createHmac?');
  const link = answers()
    .getByRole('link', { name: /src\/webhook\.ts:\d+/ })
    .first();
  await link.waitFor();
  expect(await answers().innerText()).toContain('No model was asked');
  expect(existsSync(log)).toBe(false);

  const line = Number((await link.innerText()).split(':')[1]);
  await link.click();
  await vscode.page.locator('.statusbar-item', { hasText: `Ln ${line}, Col 1` }).waitFor();
});

test('a model of VS Code answers, and was given the instructions, the file and the settings', async () => {
  await vscode
    .sidebar()
    .getByRole('button', { name: /^Model: Search/ })
    .click();
  await vscode.pick('Scripted 1');
  // In a narrow sidebar it is read out, not shown.
  await vscode.sidebar().getByText('of 100k').waitFor({ state: 'attached' });
  await vscode.send('What does it do?');
  const allow = vscode.page.getByRole('button', { name: 'Allow' });
  const answered = answers().getByText('The model of VS Code has read it.');
  await Promise.race([allow.waitFor(), answered.waitFor()]);
  if (await allow.count()) await allow.click();
  await answered.waitFor();

  const [asked] = readFileSync(log, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Asked);
  expect(asked?.messages[0]?.text).toContain('src/webhook.ts');
  expect(asked?.messages[0]?.text).toContain(readFileSync(join(folder, 'src/webhook.ts'), 'utf8'));
  expect(asked?.messages.at(-1)).toEqual({ role: 'user', text: 'What does it do?' });
  expect(asked?.options).toMatchObject({ temperature: 0.7, max_tokens: 4_000 });
});

interface Asked {
  messages: { role: string; text: string }[];
  options: Record<string, unknown>;
}
