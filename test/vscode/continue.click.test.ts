import { afterAll, beforeAll, expect, test } from 'vitest';
import { delta, ending, word } from '../servers/events';
import type { OpenaiServer } from '../servers/openaiServer';
import { HOLD, type Step } from '../servers/script';
import { giveFiles, png } from './giveFiles';
import { libraryIn, readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode({ server: { chat: 'half' } }));
});
afterAll(() => stop());

const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const answer = () => vscode.sidebar().getByRole('article', { name: /^Answer by/ });
const onDisk = () =>
  readLibrary<{ text: string }>(
    libraryIn(vscode.userDataDir),
    `SELECT group_concat(text, '') text FROM pieces WHERE kind = 'text'`,
  )[0]?.text;

test('kill −9 in mid-answer, and Continue goes on with what had arrived', async () => {
  await beginProject(vscode);
  await vscode.send('Say hello.');
  await answer().getByText('Hello from').waitFor();
  await until('both words are on disk', () => onDisk() === 'Hello from');
  await vscode.kill();
  await vscode.restart();
  await vscode.openSidebar();
  await answer().getByText('Hello from').waitFor();
  await answer().getByText('interrupted').waitFor();

  server.setScript({
    chat: {
      steps: [
        'data: {"choices":[{"index":0,"delta":{"content":" the other"}}]}\n\n',
        'data: {"choices":[{"index":0,"delta":{"content":" side."},"finish_reason":"stop"}]}\n\n',
        'data: [DONE]\n\n',
      ],
    },
  });
  await answer().getByRole('button', { name: 'Continue' }).click();
  await answer().getByText('Hello from the other side.').waitFor();
  const last = server.requests.filter(({ path }) => path.endsWith('/chat/completions')).at(-1);
  const body = last?.body as { messages: { role: string; content: string }[] } | undefined;
  expect(body?.messages.slice(0, 2)).toEqual([
    { role: 'user', content: 'Say hello.' },
    { role: 'assistant', content: 'Hello from' },
  ]);
  expect(await answer().count()).toBe(1);
});

test('cut off by kill −9 in a block of code, the rest joins it although the model opens the block again', async () => {
  const cut = ['Set it:\n\n```ts\nconst retries = 2;\nconst wa', 'it'];
  const steps: Step[] = [delta({ reasoning_content: 'Let me see.' }), ...cut.map(word), HOLD];
  server.setScript({ chat: { steps } });
  await vscode.send('Show the code.');
  const last = answer().last();
  await last.getByText('const wait').waitFor();
  await until('all of it is on disk', () => onDisk() === cut.join(''));
  await vscode.kill();
  await vscode.restart();
  await vscode.openSidebar();
  await last.getByText('interrupted').waitFor();
  await vscode.screenshot('test-results/interrupted.png', {
    theme: 'high contrast',
    sidebarWidth: 300,
  });

  const rest = ['```ts\n', 'const wait', ' = 100;\n```\n\nAsk a 👩', '\u200d💻.'];
  server.setScript({ chat: { steps: [...rest.map(word), ending] } });
  await last.getByRole('button', { name: 'Continue' }).click();
  await last.getByText('Ask a 👩\u200d💻.').waitFor();
  expect(await last.locator('.code-block').count()).toBe(1);
  expect(await last.locator('.code-block code').innerText()).toBe(
    'const retries = 2;\nconst wait = 100;',
  );
});

test('Retry after kill −9 asks anew, and what had arrived stays as the version before', async () => {
  server.setScript({ chat: { steps: [word('Half of a list'), HOLD] } });
  await vscode.send('List them.');
  const last = answer().last();
  await last.getByText('Half of a list').waitFor();
  await until('it is on disk', () => onDisk() === 'Half of a list');
  await vscode.kill();
  await vscode.restart();
  await vscode.openSidebar();
  await last.getByText('interrupted').waitFor();
  server.setScript({ chat: { steps: [word('All of the list.'), ending] } });
  await last.getByRole('button', { name: 'Retry' }).click();
  await last.getByText('All of the list.').waitFor();
  await last.getByRole('button', { name: 'Previous version' }).click();
  await last.getByText('Half of a list').waitFor();
  await last.getByText('interrupted').waitFor();
  await last.getByText('1 of 2').waitFor();
});

test('a draft on the project’s home, with a picture, is there after kill −9', async () => {
  await vscode.sidebar().getByRole('button', { name: 'Project home' }).click();
  await vscode.sidebar().getByRole('heading', { name: 'Next' }).waitFor();
  await message().fill('half of a thought');
  const library = libraryIn(vscode.userDataDir);
  const drafts = () => readLibrary<{ draft: string }>(library, 'SELECT draft FROM projects');
  await until('the draft is on disk', () => drafts()[0]?.draft === 'half of a thought');
  await giveFiles(message(), 'paste', [png('screen.png', 40, 30)]);
  const picture = vscode.sidebar().getByRole('button', { name: /^screen.png, picture, 40 by 30/ });
  await picture.waitFor();
  await vscode.kill();
  await vscode.restart();
  await vscode.openSidebar();
  // Whether it was at home is VS Code's to remember, and it may not have got to it.
  const home = vscode.sidebar().getByRole('button', { name: 'Project home' });
  const next = vscode.sidebar().getByRole('heading', { name: 'Next' });
  await home.or(next).first().waitFor();
  if (await home.isVisible()) await home.click();
  await picture.waitFor();
  await until(
    'the draft is back',
    async () => (await message().inputValue()) === 'half of a thought',
  );
});
