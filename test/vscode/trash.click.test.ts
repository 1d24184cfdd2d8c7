import type { FrameLocator } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { libraryIn, readLibrary } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';

const TITLES = ['First about refunds', 'Second about retries', 'Third about limits'];
let vscode: VSCode;
let panel: FrameLocator;

beforeAll(async () => {
  vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix() });
});
afterAll(() => vscode.stop());

const sidebar = () => vscode.sidebar();
const row = (title: string) => panel.locator('[data-row]', { hasText: title });
const rows = () => panel.locator('[data-row]');
const bar = () => panel.getByRole('toolbar', { name: 'Selected chats' });
/** On the title, beside everything that appears over a row. */
const onTitle = { x: 60, y: 10 };
const shelved = () =>
  readLibrary<{ title: string; shelf: string }>(
    libraryIn(vscode.userDataDir),
    'SELECT title, shelf FROM chats ORDER BY key',
  ).map(({ title, shelf }) => `${title}: ${shelf}`);
const places = (...shelves: string[]) => TITLES.map((title, i) => `${title}: ${shelves[i]}`);

async function undo(sentence: string) {
  const notification = vscode.notifications.filter({ hasText: sentence });
  await notification.getByRole('button', { name: 'Undo' }).click();
}

test('three chats are written to', async () => {
  await vscode.openSidebar();
  await sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  for (const title of TITLES) {
    await vscode.send(title);
    await sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
    if (title !== TITLES.at(-1)) {
      await sidebar().getByRole('button', { name: 'Project home' }).click();
      await sidebar().getByRole('heading', { name: 'Next' }).waitFor();
    }
  }
  await sidebar().getByRole('button', { name: 'Open project panel' }).click();
  panel = await vscode.panel('payments');
  await panel.getByRole('tab', { name: /^Chats/ }).click();
  await until('three chats are listed', async () => (await rows().count()) === 3);
});

test('two are deleted at once; Undo brings both back, and the one that was on show', async () => {
  await row('Second').click({ modifiers: ['Control'], position: onTitle });
  await row('Third').click({ modifiers: ['Shift'], position: onTitle });
  await bar().getByText('2 selected').waitFor();
  await bar().getByRole('button', { name: 'Delete' }).click();
  await until(
    'both are in the trash',
    () => shelved().join() === places('active', 'trashed', 'trashed').join(),
  );
  await sidebar().getByRole('heading', { name: 'Next' }).waitFor();

  await until('one chat is listed', async () => (await rows().count()) === 1);
  await undo('2 chats were moved to the trash.');
  await until(
    'both are back',
    () => shelved().join() === places('active', 'active', 'active').join(),
  );
  await until('three chats are listed', async () => (await rows().count()) === 3);
  await sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
  await sidebar().locator('.chat-button', { hasText: 'Third' }).waitFor();
});

test('two are archived at once, and moved at once to another project; Undo takes each back', async () => {
  const select = async () => {
    await row('First').click({ modifiers: ['Control'], position: onTitle });
    await row('Second').click({ modifiers: ['Control'], position: onTitle });
    await bar().getByText('2 selected').waitFor();
  };
  await select();
  await vscode.screenshot('test-results/chats-selected.png', { theme: 'high contrast' });
  await bar().getByRole('button', { name: 'Archive' }).click();
  await until(
    'both are archived',
    () => shelved().join() === places('archived', 'archived', 'active').join(),
  );
  await until('one chat is listed', async () => (await rows().count()) === 1);
  await undo('2 chats were archived.');
  await until('three chats are listed', async () => (await rows().count()) === 3);
  expect(shelved()).toEqual(places('active', 'active', 'active'));

  await vscode.runCommand('Better GPT: New Project…');
  await vscode.answer('Elsewhere');
  panel = await vscode.panel('payments');
  await select();
  await bar().getByRole('button', { name: 'Move' }).click();
  await vscode.pick('Elsewhere');
  const homes = () =>
    readLibrary<{ name: string }>(
      libraryIn(vscode.userDataDir),
      'SELECT p.name FROM chats c JOIN projects p ON p.id = c.project_id ORDER BY c.key',
    ).map(({ name }) => name);
  await until('both are there', () => homes().join() === 'Elsewhere,Elsewhere,payments');
  await until('one chat is listed', async () => (await rows().count()) === 1);
  await undo('2 chats were moved to “Elsewhere”.');
  await until('three chats are listed', async () => (await rows().count()) === 3);
  expect(homes()).toEqual(['payments', 'payments', 'payments']);
});

test('deleted again by key, one is restored and the trash is emptied of the other', async () => {
  await row('Second').focus();
  await vscode.page.keyboard.press('Space');
  await vscode.page.keyboard.press('Shift+ArrowUp');
  await row('Third').focus();
  await vscode.page.keyboard.press('Escape');
  await vscode.page.keyboard.press('Space');
  await row('Second').click({ modifiers: ['Control'], position: onTitle });
  await bar().getByText('2 selected').waitFor();
  await vscode.page.keyboard.press('Delete');
  await until(
    'both are in the trash',
    () => shelved().join() === places('active', 'trashed', 'trashed').join(),
  );

  await vscode.runCommand('Better GPT: Open Trash');
  panel = await vscode.panel('Trash');
  await panel.getByText('2 chats · kept until you empty it').waitFor();
  await vscode.screenshot('test-results/trash-hc.png', { sidebarWidth: 300 });
  await vscode.screenshot('test-results/trash-light.png', { theme: 'light' });
  await row('Second').hover();
  await row('Second').locator('..').getByRole('button', { name: 'Restore' }).click();
  await until(
    'one is back',
    () => shelved().join() === places('active', 'active', 'trashed').join(),
  );
  await panel.getByRole('button', { name: 'Empty Trash…' }).click();
  const dialog = vscode.page.locator('.monaco-dialog-box');
  await dialog.getByText('Delete 1 chat for good?').waitFor();
  await dialog.getByRole('button', { name: 'Empty Trash' }).click();
  await panel.getByText('Nothing is in the trash.').waitFor();
  await until('nothing is left of it', () => shelved().length === 2);
  const left = readLibrary<{ text: string }>(
    libraryIn(vscode.userDataDir),
    `SELECT text FROM messages WHERE role = 'user' ORDER BY key`,
  );
  expect(left.map(({ text }) => text)).toEqual(TITLES.slice(0, 2));
});
