import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLibrary, readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import { notification, openSharedLibrary, sharedLibrary } from './sharedLibrary';

const WRITTEN = 'Where do we retry?';
/** One bit of one letter is another. */
const CHANGED = 'Where do we ret2y?';
let one: VSCode;

beforeAll(async () => {
  one = await openSharedLibrary(WRITTEN);
});
afterAll(() => one.stop());

const library = () => sharedLibrary(one);
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
  const asked = notification(one, 'The library is damaged.');
  await asked.getByRole('button', { name: 'Repair Now' }).first().click();
  const told = notification(one, 'The library was damaged.');
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
  await one.runCommand('Notifications: Clear All Notifications');
  await notification(one, 'The library was damaged.').waitFor({ state: 'detached' });
  await change(lost);
  expect(await repair()).toContain(`a message in “${WRITTEN}” (“${lost}”)`);
  await mine().getByText(lost).waitFor();
  const mark = (within: FrameLocator) =>
    within.getByRole('article', { name: 'You' }).getByRole('note');
  await mark(one.sidebar()).getByText('could not be put right').waitFor();
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
