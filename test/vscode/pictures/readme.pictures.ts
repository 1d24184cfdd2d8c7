import { execFileSync } from 'node:child_process';
import { statSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { delta, done, finish, usage, word } from '../../servers/events';
import { type OpenaiServer, startOpenaiServer } from '../../servers/openaiServer';
import { json, type RecordedRequest } from '../../servers/script';
import { openVSCode, type VSCode } from '../openVSCode';
import { packagedVsix } from '../packagedVsix';
import { sampleWorkspace } from '../sampleWorkspace';
import { until } from '../until';

const MODEL = 'anthropic/claude-sonnet-4.5';

const THOUGHTS =
  'RETRY_DELAYS_MS has two entries, 500 ms and 30 s. The queue adds nothing of its own.';
const ANSWER = `Twice, in \`src/deliver.ts:5\`, and each for its own reason:

1. **After 500 ms** for a dropped connection.
2. **After 30 s** for a merchant that restarts.

\`\`\`ts
const RETRY_DELAYS_MS = [500, 30_000];

for (const delay of [0, ...RETRY_DELAYS_MS]) {
  await wait(delay);
  await takeToken(event.merchantId);
  if (await attempt(endpoint, event)) return 'delivered';
}
\`\`\`

A merchant's “no” is an answer: a 4xx other than 429 is not tried again, so a wrong address costs one call and not three.`;
const OTHERS = [
  [
    'Name the queue’s limits',
    'A token for each delivery, ten a second and merchant: `src/limits.ts:4`.',
  ],
  [
    'What happens to an event after the last try?',
    'It is given up and logged; nothing keeps it yet.',
  ],
] as const;

const asked = ({ body }: RecordedRequest) => JSON.stringify(body);
const chat = (request: RecordedRequest) => {
  const other = OTHERS.find(([question]) => asked(request).includes(question));
  if (other) return { steps: [word(other[1]), finish(), usage(2_314, 41), done] };
  return {
    steps: [
      delta({ role: 'assistant', reasoning_content: THOUGHTS }),
      word(ANSWER),
      finish(),
      usage(2_391, 212) + done,
    ],
  };
};
const models = json({
  object: 'list',
  data: [{ id: MODEL, name: 'Claude Sonnet 4.5', context_length: 200_000 }],
});

let server: OpenaiServer;
let vscode: VSCode;
beforeAll(async () => {
  server = await startOpenaiServer({ chat, models });
  vscode = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: {
      'betterGpt.servers': [{ name: 'openrouter', baseUrl: server.url }],
      'betterGpt.prices': { 'openrouter:anthropic/*': { input: 3, output: 15 } },
      // The sample's packages are not installed here.
      'typescript.validate.enable': false,
    },
  });
});
afterAll(async () => {
  await vscode.stop();
  await server.close();
});

const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });

async function ask(text: string) {
  await message().fill(text);
  await message().press('Enter');
  await vscode.sidebar().getByRole('button', { name: 'Send' }).waitFor();
  await vscode
    .sidebar()
    .getByRole('button', { name: /receipt/i })
    .last()
    .waitFor();
}

/** Of a keyword, in VS Code's own themes. */
const CODE = { dark: 'rgb(197, 134, 192)', light: 'rgb(175, 0, 219)' };
const colourOfCode = () =>
  vscode
    .sidebar()
    .getByText('for', { exact: true })
    .first()
    .evaluate((word) => getComputedStyle(word).color);

async function picture(name: string, theme: 'dark' | 'light') {
  const file = `docs/images/${name}-${theme}.png`;
  await vscode.setTheme(theme);
  // The colours of code follow when VS Code has told them.
  await until('code has this theme’s colours', async () => (await colourOfCode()) === CODE[theme]);
  await vscode.page.mouse.move(900, 799);
  await vscode.page.locator('.workbench-hover').waitFor({ state: 'hidden' });
  await vscode.screenshot(file);
  // Few colours are enough, and each release carries these in its VSIX.
  execFileSync('convert', [file, '+dither', '-colors', '64', `PNG8:${file}`]);
  return statSync(file).size;
}

test('a chat about the open files, and its project beside it', async () => {
  const sidebar = await vscode.openSidebar();
  await vscode.setSidebarWidth(560);
  await sidebar.getByRole('button', { name: 'New Project from this Folder' }).click();
  for (const file of ['webhook.ts', 'limits.ts', 'deliver.ts']) await vscode.openFile(file);
  await vscode.runCommand('Better GPT: Attach Open Editors to Project');
  await sidebar.getByRole('button', { name: 'Detach webhook.ts' }).waitFor();
  await sidebar.getByRole('button', { name: /^Model: Search/ }).click();
  await vscode.pick('Sonnet');
  for (const [question] of OTHERS) {
    await ask(question);
    await vscode.runCommand('Better GPT: New Chat');
  }
  await ask('Why do we retry twice?');
  await sidebar.getByRole('button', { name: 'Open project panel' }).click();
  const panel = await vscode.panel('payments');
  await panel
    .getByRole('textbox', { name: 'Instructions' })
    .fill(
      'We take payments for small shops.\nAnswer in a few sentences. Name the file and the line.',
    );
  await message().click();
  for (const theme of ['dark', 'light'] as const) {
    expect(await picture('chat-and-project', theme), 'bytes').toBeLessThan(60_000);
  }
});
