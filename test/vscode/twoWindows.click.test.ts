import { afterAll, beforeAll, expect, test } from 'vitest';
import type { OpenaiServer } from '../servers/openaiServer';
import type { VSCode } from './openVSCode';
import { sampleWorkspace } from './sampleWorkspace';
import { chooseTestModel, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';
import type { Workbench } from './workbench';

/** What is promised, and what a busy machine needs to draw it in a browser. */
const WITHIN = 1_000;
const SLACK = process.env['CI'] ? 4_000 : 2_000;

let server: OpenaiServer;
let one: VSCode;
let stop: () => Promise<void>;
let other: Workbench;

beforeAll(async () => {
  ({
    vscode: one,
    server,
    stop,
  } = await openScriptedVSCode({
    server: { chat: 'gated' },
    settings: { 'betterGpt.library.location': 'shared' },
  }));
  await one.openSidebar();
  other = await one.openWindow(sampleWorkspace());
});
afterAll(() => stop());

const message = (window: Workbench) => window.sidebar().getByRole('textbox', { name: 'Message' });
const answers = (window: Workbench) =>
  window.sidebar().getByRole('article', { name: /^Answer by/ });

/** Which of the server's requests asked for an answer. */
const questions = () =>
  server.requests.flatMap(({ path }, index) => (path.endsWith('/chat/completions') ? [index] : []));

/** Does it in one window and says how long the other needed to show it. */
async function seen(what: string, act: () => Promise<unknown>, isSeen: () => Promise<boolean>) {
  await act();
  const began = performance.now();
  await until(what, isSeen, WITHIN + SLACK);
  const took = performance.now() - began;
  console.log(`${what}: ${took.toFixed(0)} ms`);
  expect(took).toBeLessThan(WITHIN + SLACK);
}

test('a project, a chat and a draft made in one window appear in the other', async () => {
  await one.sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await message(one).waitFor();
  await other.openSidebar();
  await other
    .sidebar()
    .getByRole('button', { name: /payments/ })
    .first()
    .waitFor();

  await one.send('Where do we retry?');
  await answers(one).first().waitFor();
  const chat = other.sidebar().getByText('Where do we retry?').first();
  await until('the chat is listed in the other window', () => chat.isVisible(), WITHIN + SLACK);
  await chat.click();
  await answers(other).first().waitFor();

  await seen(
    'a draft',
    () => message(one).fill('half a thou'),
    async () => (await message(other).inputValue()) === 'half a thou',
  );
  expect(await answers(one).count()).toBe(1);
});

test('a message sent in one window and its answer, word by word, appear in the other', async () => {
  await chooseTestModel(one);
  expect(await answers(one).count()).toBe(1);
  await seen(
    'a message',
    () => one.send('And why twice?'),
    () => other.sidebar().getByText('And why twice?').last().isVisible(),
  );
  await until('the model is asked', () => questions().length === 1);
  await seen(
    'the first words of an answer',
    async () => server.release(2),
    () => answers(other).last().getByText('Hello from').isVisible(),
  );
});

test('a message sent in the other window ends that answer and follows it', async () => {
  await other.send('Never mind.');
  expect(await server.ended(questions()[0] ?? -1)).toBe('closedByClient');
  await other.sidebar().getByText('Never mind.').last().waitFor();
  server.release(Infinity);
  for (const window of [one, other]) {
    await answers(window).last().getByText('Hello from the scripted server').waitFor();
    await answers(window).getByText('Stopped.').waitFor();
    expect(await answers(window).count()).toBe(3);
  }
});
