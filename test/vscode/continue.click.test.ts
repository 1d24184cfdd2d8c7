import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
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
  await message().fill('Say hello.');
  await message().press('Enter');
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
