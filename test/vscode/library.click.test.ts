import { existsSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { tinyDisk } from '../faults/smallDisk';
import { libraryIn, readLibrary } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';

/** A disk of its own, which can be full; undefined where none may be mounted. */
const disk = tinyDisk();
let vscode: VSCode;

beforeAll(async () => {
  vscode = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: { ...(disk && { 'betterGpt.library.location': path.join(disk.folder, 'mine') }) },
  });
});
afterAll(async () => {
  await vscode.stop();
  disk?.remove();
});

const library = () =>
  disk ? path.join(disk.folder, 'mine', 'library.db') : libraryIn(vscode.userDataDir);
const message = () => vscode.sidebar().getByRole('textbox', { name: 'Message' });
const notification = (text: string | RegExp) => vscode.notifications.filter({ hasText: text });

test('a library that was damaged while VS Code was closed is repaired when it is opened, and says what was saved', async () => {
  await vscode.openSidebar();
  await vscode.sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await vscode.send('Where do we retry?');
  await vscode.sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
  await vscode.kill();
  const bytes = readFileSync(library());
  writeFileSync(library(), bytes.fill(0, 0, 16));
  await vscode.restart();
  await vscode.openSidebar();

  const told = notification('The library was damaged.');
  await told.waitFor();
  await vscode.screenshot('test-results/damaged.png', { sidebarWidth: 300 });
  expect(await told.innerText()).toMatch(
    /1 project, 1 chat and 2 messages were saved\. .*The damaged file is kept as “library damaged .*\.db”/s,
  );
  await vscode.sidebar().getByText('Where do we retry?').first().waitFor();
  await told.getByRole('button', { name: 'Show Log' }).click();
  await vscode.page.locator('.part.panel').getByText('Read from the damaged file').waitFor();
});

test.skipIf(!disk)(
  'a library on a drive that is not there is not begun anew, and is opened when it is there again',
  async () => {
    const folder = path.dirname(library());
    await vscode.page.goto('about:blank');
    await until('the library is closed', () => !existsSync(`${library()}-wal`));
    renameSync(folder, `${folder} away`);
    await vscode.page.goto(vscode.url);
    await vscode.ready();
    await vscode.openSidebar();
    const failure = vscode.sidebar().getByRole('alert');
    await failure.getByText('The library’s folder is not there').waitFor();
    expect(existsSync(folder)).toBe(false);
    renameSync(`${folder} away`, folder);
    await failure.getByRole('button', { name: 'Retry' }).click();
    await vscode.sidebar().getByText('Where do we retry?').first().click();
    await vscode.sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
  },
);

test.skipIf(!disk)(
  'a full disk is told of; what is in memory can be exported, and is saved by itself when there is room again',
  async () => {
    disk?.leave(0);
    const draft = 'in memory only '.repeat(5_000).trim();
    await message().fill(draft);
    const told = notification('The disk is full');
    await told.waitFor();
    const status = vscode.page.getByText('Better GPT: not saving');
    await status.waitFor();
    await vscode.screenshot('test-results/fullDisk.png', {
      theme: 'high contrast',
      sidebarWidth: 300,
    });
    await told.getByRole('button', { name: 'Export What Is in Memory…' }).click();
    const file = path.join(vscode.userDataDir, 'memory.md');
    await vscode.answerFileDialog('Export What Is in Memory', file);
    await until('it is exported', () => existsSync(file) && statSync(file).size > draft.length);
    expect(readFileSync(file, 'utf8')).toContain(
      `## Draft in “Where do we retry?” of “payments”\n\n${draft}`,
    );

    disk?.makeRoom();
    await status.waitFor({ state: 'hidden' });
    const drafts = () => readLibrary<{ draft: string }>(library(), 'SELECT draft FROM chats');
    await until('the draft is in the library', () => drafts()[0]?.draft === draft);
  },
);

test.skipIf(!disk)('from a full disk the library moves with what waited in memory', async () => {
  disk?.leave(0);
  const draft = 'not on the disk yet '.repeat(5_000);
  await message().fill(draft);
  // Told of lately: a click on the status bar tells again.
  await vscode.page.getByText('Better GPT: not saving').click();
  const told = notification('The disk is full');
  await told.getByRole('button', { name: 'Move Library…' }).click();
  await vscode.pick('Shared by all windows');
  await notification('The library is now').waitFor();
  const drafts = () =>
    readLibrary<{ draft: string }>(libraryIn(vscode.userDataDir), 'SELECT draft FROM chats');
  await until('the draft is in the library', () => drafts()[0]?.draft === draft);
  await vscode.page.getByText('Better GPT: not saving').waitFor({ state: 'hidden' });
});
