import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLibrary, libraryIn, readLibrary } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';

const WRITTEN = 'Where do we retry?';
/** One bit of one letter is another. */
const CHANGED = 'Where do we ret2y?';
let one: VSCode;

beforeAll(async () => {
  one = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: { 'betterGpt.library.location': 'shared' },
  });
  await one.openSidebar();
  await one.sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  const message = one.sidebar().getByRole('textbox', { name: 'Message' });
  await message.fill(WRITTEN);
  await message.press('Enter');
  await one.sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
});
afterAll(() => one.stop());

const library = () => libraryIn(one.userDataDir);
const mine = () => one.sidebar().getByRole('article', { name: 'You' });
const notice = () => mine().getByRole('group', { name: 'Damage' });

/** As if the file had changed on the disk, while the chat is not on show. */
async function change(text: string) {
  await one.sidebar().getByRole('button', { name: 'Project home' }).click();
  changeLibrary(library(), `UPDATE messages SET text = '${text}' WHERE role = 'user'`);
  await one.sidebar().locator('[data-row]', { hasText: 'Where do we' }).first().click();
  await mine().getByText(text).waitFor();
}

/** Resolves to what was told of it. */
async function repair(): Promise<string> {
  await notice().getByRole('button', { name: 'Repair…' }).click();
  const asked = one.notifications.filter({ hasText: 'The library is damaged.' });
  await asked.getByRole('button', { name: 'Repair Now' }).first().click();
  const told = one.notifications.filter({ hasText: 'The library was damaged.' });
  await told.waitFor();
  await notice().waitFor({ state: 'hidden' });
  return told.innerText();
}

test('a changed letter is told where it is read; Repair… puts it right', async () => {
  await change(CHANGED);
  expect(await notice().innerText()).toContain('These words are not as they were written');
  await one.screenshot('test-results/changed-letter.png', { sidebarWidth: 300 });
  expect(await repair()).toContain('What had changed in 1 place was put right.');
  await mine().getByText(WRITTEN).waitFor();
  await one.screenshot('test-results/changed-letter-repaired.png', { sidebarWidth: 300 });
  const texts = readLibrary<{ text: string }>(library(), 'SELECT text FROM messages ORDER BY key');
  expect(texts[0]?.text).toBe(WRITTEN);
});

test('what nobody knows any more is named, stays as it is, is told of once and marked for good', async () => {
  const lost = 'Where do w_ ___ry?';
  const told = one.notifications.filter({ hasText: 'The library was damaged.' });
  await told.getByRole('button', { name: /Clear/ }).click();
  await change(lost);
  expect(await repair()).toContain(`a message in “${WRITTEN}” (“${lost}”)`);
  await mine().getByText(lost).waitFor();
  const mark = (within: FrameLocator) =>
    within.getByRole('article', { name: 'You' }).getByRole('note');
  expect(await mark(one.sidebar()).innerText()).toContain('could not be put right');
  await one.screenshot('test-results/changed-words-kept.png', { sidebarWidth: 300 });

  await one.restart();
  await one.openSidebar();
  await mark(one.sidebar()).waitFor();
  await one.runCommand('Better GPT: Open Chat in Editor');
  const editor = await one.panel(WRITTEN);
  await mark(editor).waitFor();
  expect(await editor.getByRole('group', { name: 'Damage' }).count()).toBe(0);
  await one.screenshot('test-results/changed-words-marked.png', { sidebarWidth: 300 });
});
