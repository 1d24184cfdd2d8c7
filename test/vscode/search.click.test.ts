import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { ask } from './sharedLibrary';
import { until } from './until';

const FIRST = 'Who calls parseHTTPHeader in the gateway?';
const LAST = 'How long do we keep idempotency keys?';
const DRAFT = 'and one more thing';
let vscode: VSCode;

beforeAll(async () => {
  vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix() });
});
afterAll(() => vscode.stop());

const sidebar = () => vscode.sidebar();
const message = () => sidebar().getByRole('textbox', { name: 'Message' });
const box = () => sidebar().getByRole('combobox', { name: 'Search the library' });
const hits = () => sidebar().getByRole('option');

test('two chats are written to', async () => {
  await vscode.openSidebar();
  await sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await ask(vscode, FIRST, 1);
  await ask(vscode, 'Why twice? And why twice again?', 2);
  await sidebar().getByRole('button', { name: 'Project home' }).click();
  await sidebar().getByRole('heading', { name: 'Next' }).waitFor();
  await ask(vscode, LAST, 1);
  await message().fill(DRAFT);
});

test('the search opens by its key, finds while one types, and Escape goes back to the draft', async () => {
  await vscode.page.keyboard.press('Control+Shift+F');
  await box().waitFor();
  await vscode.page.keyboard.type('idempot');
  await hits().filter({ hasText: LAST }).first().waitFor();
  expect(await hits().first().locator('mark').first().innerText()).toMatch(/^idempotency$/i);
  await vscode.page.keyboard.press('Escape');
  await message().waitFor();
  await until('the draft is there', async () => (await message().inputValue()) === DRAFT);
});

test('part of an identifier is found in another chat; arrow and Enter open it at the message', async () => {
  await vscode.page
    .locator('.part.sidebar')
    .getByRole('button', { name: /^Search( \(|$)/ })
    .click();
  await box().waitFor();
  await box().fill('http header');
  const hit = hits().filter({ hasText: FIRST, has: sidebar().locator('time') });
  await hit.waitFor();
  await until('the arrow is on it', async () => {
    if ((await hit.getAttribute('aria-selected')) === 'true') return true;
    await box().press('ArrowDown');
    return false;
  });
  // Only for a moment.
  const isLitUp = sidebar().locator('.message-row.flash', { hasText: FIRST }).waitFor();
  await Promise.all([isLitUp, box().press('Enter')]);
  await sidebar()
    .locator('.chat-button', { hasText: FIRST.slice(0, 20) })
    .waitFor();
});

test('find in chat counts all of it, walks by Enter and closes by Escape', async () => {
  await message().focus();
  await vscode.page.keyboard.press('Control+F');
  const find = sidebar().getByRole('textbox', { name: 'Find in chat' });
  await find.waitFor();
  await find.fill('why twice');
  const count = sidebar().locator('.find-count');
  await until('they are counted', async () => / of [2-9]/.test(await count.innerText()));
  const before = await count.innerText();
  await find.press('Enter');
  await until('the next is shown', async () => (await count.innerText()) !== before);
  await find.press('Escape');
  await find.waitFor({ state: 'detached' });
});

const openSearch = async () => {
  await vscode.page
    .locator('.part.sidebar')
    .getByRole('button', { name: /^Search( \(|$)/ })
    .click();
  await box().waitFor();
};
const chip = (name: string) => sidebar().getByRole('button', { name: `${name}:` });

test('filters are chosen by keyboard, together, and one click searches everywhere again', async () => {
  await openSearch();
  await box().fill('retry');
  for (const [name, choice] of [
    ['Who', 'You'],
    ['When', 'Dates…'],
  ] as const) {
    await chip(name).focus();
    await vscode.page.keyboard.press('Enter');
    const wanted = sidebar().getByRole('menuitemradio', { name: choice });
    await until(`${choice} has the keyboard`, async () => {
      if (await wanted.evaluate((element) => element === document.activeElement)) return true;
      await vscode.page.keyboard.press('ArrowDown');
      return false;
    });
    await vscode.page.keyboard.press('Enter');
    await wanted.waitFor({ state: 'detached' });
  }
  await box().fill('why twice');
  await hits().first().waitFor();
  await sidebar().getByLabel('To', { exact: true }).fill('2001-02-03');
  await sidebar().getByText('Nothing matches.').waitFor();
  await sidebar().getByRole('button', { name: 'Search everywhere' }).click();
  await hits().first().waitFor();
  await chip('Who').filter({ hasText: 'Any role' }).waitFor();
});

test('what is no word says so', async () => {
  await box().fill('-twice');
  await sidebar().getByText('There is no word to look for yet.').waitFor();
});

test('Ctrl+Enter opens it in an editor, at the message, and the search stays', async () => {
  await box().fill('idempotency');
  await hits()
    .filter({ has: sidebar().locator('time') })
    .last()
    .waitFor();
  while ((await hits().last().getAttribute('aria-selected')) !== 'true') {
    await box().press('ArrowDown');
  }
  await box().press('Control+Enter');
  const editor = await vscode.panel(LAST);
  await editor.locator('.message-row.flash', { hasText: LAST }).waitFor();
  expect(await box().inputValue()).toBe('idempotency');
});

test('an archived chat is found and said to be archived; where the trash is not searched, a click opens it', async () => {
  await vscode.runCommand('Better GPT: Archive Chat');
  await vscode.notifications.filter({ hasText: ' archived.' }).waitFor();
  await box().fill('http header');
  const archived = hits().filter({ hasText: /archived · / });
  await archived.first().waitFor();
  await hits().filter({ hasText: 'archived chat' }).waitFor();
  await vscode.screenshot('test-results/search-archived.png', { sidebarWidth: 300 });
  await box().fill('xyzzy');
  await sidebar().getByText('The trash is not searched.').waitFor();
  await sidebar().getByRole('button', { name: 'Open Trash' }).click();
  await vscode.panel('Trash');
});
