import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import {
  answers,
  message,
  openOtherWindow,
  openSharedLibrary,
  sharedLibrary,
} from './sharedLibrary';
import { until } from './until';
import type { Workbench } from './workbench';

const TITLE = 'Where do we retry?';
const DRAFT = 'half of a thought';
let one: VSCode;
let other: Workbench;

beforeAll(async () => {
  one = await openSharedLibrary(TITLE);
  other = await openOtherWindow(one, TITLE);
});
afterAll(() => one.stop());

const banner = (window: Workbench) => window.sidebar().getByRole('note');
const chat = () =>
  readLibrary<{ shelf: string; title: string; draft: string }>(
    sharedLibrary(one),
    'SELECT shelf, title, draft FROM chats',
  )[0];

/** In the first window, with the focus that the palette needs. */
async function run(command: string) {
  await one.page.bringToFront();
  await one.runCommand(`Better GPT: ${command}`);
}

test('a chat that is deleted in one window while another types in it says so there, and a message brings it back', async () => {
  await message(other).click();
  await other.page.keyboard.type(DRAFT);
  await run('Delete Chat');
  await banner(other).getByText('This chat is in the trash.').waitFor();
  await other.screenshot('test-results/gone-chat.png', {
    theme: 'high contrast',
    sidebarWidth: 300,
  });
  expect(await message(other).inputValue()).toBe(DRAFT);
  await until('the draft is in the trash with it', () => chat()?.draft === DRAFT);
  expect(chat()?.shelf).toBe('trashed');
  await other.send();
  await until('it is sent', async () => (await message(other).inputValue()) === '');
  await banner(other).waitFor({ state: 'detached' });
  await until('it is back', () => chat()?.shelf === 'active');
  await one.sidebar().locator('[data-row]', { hasText: TITLE }).waitFor();
});

test('archived, it says so and is restored by a click', async () => {
  await one.sidebar().locator('[data-row]', { hasText: TITLE }).click();
  await answers(one).first().waitFor();
  await message(other).fill(DRAFT);
  await run('Archive Chat');
  await banner(other).getByText('This chat is archived.').waitFor();
  expect(await message(other).inputValue()).toBe(DRAFT);
  await banner(other).getByRole('button', { name: 'Restore' }).click();
  await banner(other).waitFor({ state: 'detached' });
  await until('it is back', () => chat()?.shelf === 'active');
  await until('its draft is with it', () => chat()?.draft === DRAFT);
});

test('renamed and moved in one window, the other goes with it and keeps the draft', async () => {
  await run('New Project…');
  await one.answer('Elsewhere');
  await one.sidebar().locator('.project-button', { hasText: 'Elsewhere' }).waitFor();
  await run('Switch Project…');
  await one.pick('payments');
  await one.sidebar().locator('[data-row]', { hasText: TITLE }).click();
  await answers(one).first().waitFor();
  await run('Rename Chat…');
  await one.answer('About retries');
  await other.sidebar().locator('.chat-button', { hasText: 'About retries' }).waitFor();
  await run('Move Chat to Project…');
  await one.pick('Elsewhere');
  await other.sidebar().locator('.project-button', { hasText: 'Elsewhere' }).waitFor();
  await until('the draft is there', async () => (await message(other).inputValue()) === DRAFT);
});

test('a project that is renamed in both windows has the last name in both; deleted and erased in one, the other is told and then elsewhere', async () => {
  for (const [window, name] of [
    [one, 'First name'],
    [other, 'Last name'],
  ] as const) {
    await window.page.bringToFront();
    await window.sidebar().getByRole('button', { name: 'Open project panel' }).click();
    const panel = await window.panel(name === 'First name' ? 'Elsewhere' : 'First name');
    await panel.getByRole('textbox', { name: 'Name' }).fill(name);
    await panel.getByRole('textbox', { name: 'Name' }).press('Tab');
    for (const each of [one, other]) {
      await each.sidebar().locator('.project-button', { hasText: name }).waitFor();
    }
  }
  await one.panel('Last name');
  await run('Delete Project…');
  await one.pick('Last name');
  await banner(other).getByText('This project is in the trash.').waitFor();
  await other.screenshot('test-results/gone-project.png', { theme: 'light' });
  await run('Empty Trash…');
  await one.page.locator('.monaco-dialog-box').getByRole('button', { name: 'Empty Trash' }).click();
  await other.sidebar().locator('.project-button', { hasText: 'payments' }).waitFor();
});
