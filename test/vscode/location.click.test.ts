import { cpSync, existsSync, globSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLibrary, readLibrary } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';
import type { Workbench } from './workbench';

const ABOUT_SHOP = 'What does the shop sell?';
const FILLING = 'filling ';
const first = sampleWorkspace();
/** Another folder of another name, with a library of its own. */
const second = path.join(path.dirname(first), 'shop');
let vscode: VSCode;
let other: Workbench;

beforeAll(async () => {
  cpSync(first, second, { recursive: true });
  vscode = await openVSCode({ folder: first, vsix: packagedVsix() });
});
afterAll(() => vscode.stop());

async function ask(workbench: Workbench, text: string) {
  const sidebar = await workbench.openSidebar();
  await sidebar.getByRole('button', { name: 'New Project from this Folder' }).click();
  await workbench.send(text);
  await sidebar.locator('.answer .message-actions').waitFor();
}

/** Once it is told, it is read and put away, so that the next one is another. */
async function told(workbench: Workbench, text: RegExp): Promise<string> {
  const toast = workbench.notifications.filter({ hasText: text }).first();
  await toast.waitFor();
  const said = await toast.innerText();
  await workbench.runCommand('Notifications: Clear All Notifications');
  await toast.waitFor({ state: 'detached' });
  return said;
}

async function bringItIn() {
  await other.runCommand('Better GPT: Open Other Library…');
  await other.quickPicks.filter({ hasText: first }).first().waitFor();
  const row = await other.quickPicks.filter({ hasText: first }).first().innerText();
  await other.pick(first);
  await other.pick('Bring It In');
  return row;
}

test('the library of another workspace is listed by its projects and its folder', async () => {
  await ask(vscode, 'Why do we retry webhooks?');
  other = await vscode.openWindow(second);
  await ask(other, ABOUT_SHOP);
  const row = await bringItIn();
  expect(row).toMatch(/payments/);
  expect(row).toMatch(/1 project · 1 chat · 2 messages/);
});

test('brought in, its words are found here; twice is the same as once', async () => {
  await told(other, /Brought in 1 project, 1 chat and 2 messages\./);
  await other.page
    .locator('.part.sidebar')
    .getByRole('button', { name: /^Search( \(|$)/ })
    .click();
  const box = other.sidebar().getByRole('combobox', { name: 'Search the library' });
  await box.fill('retry webhooks');
  await other.sidebar().getByRole('option').filter({ hasText: 'Why do we' }).first().waitFor();
  await box.press('Escape');
  await bringItIn();
  await told(other, /Everything in that library is here already\./);
});

/** The other window's, before it is moved. */
const othersLibrary = () =>
  libraries().find((file) => {
    const asked = `SELECT 1 FROM messages WHERE text = '${ABOUT_SHOP}'`;
    return readLibrary(file, asked).length > 0;
  }) ?? '';
const libraries = () => filesOf('library.db');
const filesOf = (pattern: string) =>
  globSync(`**/better-gpt.better-gpt/${pattern}`, { cwd: vscode.userDataDir }).map((file) =>
    path.join(vscode.userDataDir, file),
  );

test('Cancel while it is copied leaves the library where it is, and nothing of the copy', async () => {
  const before = libraries();
  const file = othersLibrary();
  // So much that it takes a while.
  changeLibrary(
    file,
    `WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60)
     INSERT INTO blobs (hash, content, created_at) SELECT '${FILLING}' || i, zeroblob(10000000), 0 FROM n`,
  );
  await other.runCommand('Better GPT: Move Library…');
  await other.pick('Shared by all windows');
  const copying = other.notifications.filter({ hasText: 'Copying the library' });
  await copying.getByRole('button', { name: 'Cancel' }).click();
  await copying.waitFor({ state: 'detached' });
  await until('nothing of the copy is left', () => filesOf('*.partial*').length === 0);
  expect(libraries()).toEqual(before);
  expect(await other.notifications.filter({ hasText: 'The library is now' }).count()).toBe(0);
  changeLibrary(file, `DELETE FROM blobs WHERE hash LIKE '${FILLING}%'`);
  await other.send('And what else?');
  const isHere = () => readLibrary(file, `SELECT 1 FROM messages WHERE text = 'And what else?'`);
  await until('the chat goes on where it was', () => isHere().length === 1);
});

test('moved, the library is where it was told to be, the old one is kept, and the chat goes on', async () => {
  await other.runCommand('Better GPT: Move Library…');
  await other.pick('Shared by all windows');
  const said = await told(other, /The library is now/);
  const [, now = '', kept = ''] =
    /now (.*library\.db)\. The old one was kept: (.*library\.db)\./.exec(said) ?? [];
  expect([existsSync(now), existsSync(kept)]).toEqual([true, true]);
  expect(now).not.toBe(kept);
  const sidebar = other.sidebar();
  await until('the chat is there', async () =>
    (await sidebar.locator('body').innerText()).includes(ABOUT_SHOP),
  );
  await other.runCommand('Better GPT: Move Library…');
  await other.quickPicks.filter({ hasText: 'To a folder…' }).waitFor();
  expect(await other.quickPicks.filter({ hasText: 'Shared by all windows' }).count()).toBe(0);
  await other.page.keyboard.press('Escape');
});
