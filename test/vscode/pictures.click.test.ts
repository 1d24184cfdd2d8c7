import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { delta, ending, word } from '../servers/events';
import type { OpenaiServer } from '../servers/openaiServer';
import { noisyPng, pngOf } from '../servers/pictures';
import { giveFiles, type GivenFile, png } from './giveFiles';
import type { VSCode } from './openVSCode';
import { sampleWorkspace } from './sampleWorkspace';
import { beginProject, openScriptedVSCode } from './scriptedVSCode';
import { until } from './until';

let server: OpenaiServer;
let vscode: VSCode;
let stop: () => Promise<void>;
const folder = sampleWorkspace();

beforeAll(async () => {
  ({ vscode, server, stop } = await openScriptedVSCode({ folder }));
  await beginProject(vscode);
});
afterAll(() => stop());
beforeEach(() => server.reset());

const box = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const waiting = () => vscode.sidebar().getByRole('list', { name: 'Pictures of this message' });
const shown = () => vscode.sidebar().getByRole('list', { name: 'Pictures', exact: true });
const alert = () => vscode.sidebar().getByRole('alert');

const give = (how: 'paste' | 'drop', files: GivenFile[]) => giveFiles(box(), how, files);

/** The pictures of the last message that the server was asked to answer, as data URLs. */
async function sentPictures(index: number): Promise<string[]> {
  const { body } = await server.request(index);
  const { messages } = body as { messages: { content: unknown }[] };
  const content = messages.at(-1)?.content;
  if (!Array.isArray(content)) return [];
  const parts = content as { type: string; image_url?: { url: string } }[];
  return parts.flatMap(({ image_url: image }) => image?.url ?? []);
}

test('a pasted picture waits in the draft over a restart, is sent with the message, and stays', async () => {
  await give('paste', [png('image.png', 300, 200), png('wide.png', 4_000, 1_000)]);
  await waiting()
    .getByRole('button', { name: /^Picture, picture, 300 by 200/ })
    .waitFor();
  // Scaled down to what the model takes.
  await waiting()
    .getByRole('button', { name: /^wide.png, picture, 2048 by 512/ })
    .waitFor();
  await vscode.screenshot('test-results/pictures-draft.png', { theme: 'light', sidebarWidth: 320 });

  await vscode.restart();
  await vscode.openSidebar();
  const wide = waiting().getByRole('button', { name: /^wide.png, picture/ });
  await wide.waitFor();
  await wide.press('Delete');
  await wide.waitFor({ state: 'detached' });
  await vscode.send('What is this?');
  await vscode.sidebar().getByText('Hello from the scripted server.', { exact: true }).waitFor();

  const path = 'data:image/png;base64,';
  expect(await sentPictures(0)).toEqual([path + pngOf(300, 200).toString('base64')]);
  await waiting().waitFor({ state: 'detached' });
  await vscode.restart();
  await vscode.openSidebar();
  await shown().locator('img').waitFor();
  await vscode.screenshot('test-results/pictures-sent.png', { theme: 'dark' });
  await shown().getByRole('button', { name: 'Open Picture, 300 by 200 pixels' }).click();
  const tab = vscode.page.getByRole('tab', { name: /Picture\.png/ });
  // Once it is drawn it takes the focus, from a box that is being typed in as well.
  await vscode.page.locator('.statusbar').getByText('300x200').waitFor();
  await vscode.runCommand('View: Close All Editors');
  await tab.waitFor({ state: 'detached' });
});

test('Ctrl+V takes the screenshot that is in the clipboard', async () => {
  const { page } = vscode;
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.bringToFront();
  await box().click();
  await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
    const item = new ClipboardItem({ 'image/png': new Blob([bytes], { type: 'image/png' }) });
    await navigator.clipboard.write([item]);
  }, pngOf(123, 45).toString('base64'));
  await page.keyboard.press('Control+V');
  const chip = waiting().getByRole('button', { name: /picture, 123 by 45 pixels/ });
  await chip.press('Backspace');
  await chip.waitFor({ state: 'detached' });
});

test('what is dropped and is no picture says so, and a hostile name is but a name', async () => {
  const fake = { ...png('fake.png', 1, 1), base64: btoa('I am a PNG, trust me.') };
  await give('drop', [fake]);
  await alert().getByText('“fake.png” is no picture that can be read.').waitFor();
  await give('drop', [{ ...fake, name: 'a.svg', base64: btoa('<svg onload="alert(1)"/>') }]);
  await alert().getByText('“a.svg” is an SVG, which no model can be shown.').waitFor();

  const hostile = '<img src=x onerror=alert(1)>.png';
  await give('drop', [png(hostile, 20, 10)]);
  await waiting().getByText(hostile).waitFor();
  await waiting()
    .getByRole('button', { name: `Remove ${hostile}` })
    .click();
  await waiting().waitFor({ state: 'detached' });
});

test('a picture of 12 MB goes as a photo that every provider takes', async () => {
  const base64 = noisyPng(2_000, 2_000).toString('base64');
  await give('paste', [{ name: 'noise.png', type: 'image/png', base64 }]);
  await waiting()
    .getByRole('button', { name: /^noise.png, picture/ })
    .waitFor();
  await vscode.send();
  const [sent = ''] = await sentPictures(0);
  expect(sent.slice(0, 30)).toContain('data:image/jpeg;base64,');
  expect(sent.length).toBeLessThan(3_800_000);
  expect(sent.length).toBeGreaterThan(500_000);
});

test('thirty pictures at once: twenty wait, and it says why the others do not', async () => {
  await give(
    'paste',
    Array.from({ length: 30 }, (_, i) => png(`${i}.png`, 10 + i, 10)),
  );
  await alert().getByText('A message has at most 20 pictures. Send these first.').waitFor();
  await expect
    .poll(() =>
      waiting()
        .getByRole('button', { name: /, picture,/ })
        .count(),
    )
    .toBe(20);
  // As long as some are on their way, Enter waits for them, and leaves what they say to be read.
  await waiting().getByRole('status').waitFor({ state: 'detached' });
  await vscode.screenshot('test-results/pictures-many.png', { theme: 'high contrast' });
  await vscode.send();
  expect(await sentPictures(0)).toHaveLength(20);
});

test('a picture that a model makes is shown, and its sources stand under the answer', async () => {
  const url = `data:image/png;base64,${pngOf(640, 480).toString('base64')}`;
  const source = {
    type: 'url_citation',
    url_citation: { url: 'https://example.com/a', title: 'A' },
  };
  server.setScript({
    chat: {
      steps: [
        word('As you asked.'),
        delta({ images: [{ type: 'image_url', image_url: { url } }], annotations: [source] }),
        ending,
      ],
    },
  });
  await vscode.send('Draw it.');
  const answer = vscode
    .sidebar()
    .getByRole('article', { name: /^Answer by/ })
    .last();
  await answer.getByRole('region', { name: 'Sources' }).getByRole('link', { name: 'A' }).waitFor();
  await answer.getByRole('button', { name: 'Open Picture, 640 by 480 pixels' }).waitFor();
  await vscode.screenshot('test-results/pictures-made.png', { theme: 'light' });
  await answer.getByRole('button', { name: 'Save picture as…' }).click();
  await vscode.quickInput.waitFor();
  await vscode.page.keyboard.press('Escape');
});

// Last: Playwright does not find its way back into the sidebar's view after a drag.
test('dragged from the explorer with Shift: a picture goes with the message, other files to the project', async () => {
  const { page } = vscode;
  writeFileSync(path.join(folder, 'plan.png'), pngOf(77, 33));
  await vscode.sidebar().getByRole('button', { name: 'Open chat in editor' }).click();
  const editor = await vscode.panel('What is this?');
  const there = editor.getByRole('textbox', { name: 'Message' });
  await until('the box takes files', () => there.isEditable());
  await page.keyboard.press('Control+Shift+E');
  for (const name of ['plan.png', 'README.md']) {
    const file = page.locator('.explorer-folders-view').getByText(name, { exact: true });
    const [from, to] = [await file.boundingBox(), await there.boundingBox()];
    if (!from || !to) throw new Error(`${name} is not in the explorer.`);
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(from.x + 20, from.y + 12, { steps: 3 });
    await page.keyboard.down('Shift');
    await page.mouse.move(to.x + 40, to.y + 20, { steps: 12 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
  }
  await editor.getByRole('button', { name: /^plan.png, picture, 77 by 33/ }).waitFor();
  await editor
    .getByRole('list', { name: 'Files of this project' })
    .getByText('README.md')
    .waitFor();
  await editor.getByRole('button', { name: 'Remove plan.png' }).click();
});
