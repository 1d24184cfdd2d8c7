import { afterAll, beforeAll, expect, test } from 'vitest';
import { delta, ending, word } from '../servers/events';
import type { OpenaiServer } from '../servers/openaiServer';
import { FLUSH, GATE, type Step } from '../servers/script';
import type { VSCode } from './openVSCode';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

const ANSWER = `A **ret**ry.

\`\`\`python
# Retry: handlers[name](2**3)
\`\`\`

| When | What |
| ---- | ----------- |
| once | retry later |

${'And so on.\n\n'.repeat(60)}`;

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;

beforeAll(async () => {
  const steps: Step[] = [
    delta({ reasoning_content: 'To retry, perhaps.' }) + word(ANSWER),
    FLUSH,
    GATE,
    word('The end: retry.'),
    FLUSH,
    GATE,
    ending,
  ];
  ({ vscode, server, stop } = await openScriptedVSCode({ server: { chat: { steps } } }));
  await beginProject(vscode);
});
afterAll(() => stop());

const sidebar = () => vscode.sidebar();
const message = () => sidebar().getByRole('textbox', { name: 'Message' });
const find = () => sidebar().getByRole('textbox', { name: 'Find in chat' });
const count = (expected: string) =>
  until(`the count is ${expected}`, async () => {
    return (await sidebar().locator('.find-count').innerText()) === expected;
  });
/** What is marked as the current match, if it is on screen. */
const current = () =>
  sidebar()
    .locator('body')
    .evaluate(() => {
      const [range] = [...(CSS.highlights.get('find-current') ?? [])] as Range[];
      const { top = -1, bottom = 0 } = range?.getBoundingClientRect() ?? {};
      return range && top > 0 && bottom < innerHeight ? range.toString() : undefined;
    });
const currentIs = (text: string) =>
  until(`“${text}” is shown`, async () => (await current()) === text);

test('Ctrl+F finds in what is thought, in code and in tables, while the answer arrives', async () => {
  await vscode.send('Why do we retry?');
  await sidebar().getByText('retry later').waitFor();
  await message().focus();
  await vscode.page.keyboard.press('Control+F');
  await find().fill('retry');
  // Mine, what was thought of it, the first line, the code, the table.
  await until('all are counted', async () =>
    (await sidebar().locator('.find-count').innerText()).endsWith('of 5'),
  );
  server.release();
  await until('the new one is counted', async () =>
    (await sidebar().locator('.find-count').innerText()).endsWith('of 6'),
  );
  server.release();
  await sidebar().getByRole('button', { name: 'Answer again', exact: true }).waitFor();
});

test('what is folded opens where it is found; code is found as it is written', async () => {
  await find().fill('to retry, perhaps');
  await count('1 of 1');
  await currentIs('To retry, perhaps');
  for (const code of ['# Retry', 'handlers[name](2**3)']) {
    await find().fill(code);
    await count('1 of 1');
    await currentIs(code);
  }
  await find().fill('the end');
  await currentIs('The end');
});

test('case counts when asked to, the search goes round, and Escape gives the keyboard back', async () => {
  await find().fill('Retry');
  await until('all are counted', async () =>
    (await sidebar().locator('.find-count').innerText()).endsWith('of 6'),
  );
  await find().press('Alt+C');
  await count('1 of 1');
  await currentIs('Retry');
  await find().press('Alt+C');
  await find().fill('retry.');
  await count('1 of 2');
  await find().press('Shift+Enter');
  await count('2 of 2');
  await find().press('F3');
  await count('1 of 2');
  await find().press('Escape');
  await find().waitFor({ state: 'detached' });
  expect(await message().evaluate((element) => element === document.activeElement)).toBe(true);
});
