import { globSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { changeLibrary, readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import {
  ask,
  message,
  notification,
  openOtherWindow,
  openSharedLibrary,
  sharedLibrary,
} from './sharedLibrary';
import { until } from './until';
import type { Workbench } from './workbench';

const FIRST = 'Where do we retry?';
const SECOND = 'And why only twice?';
const THIRD = 'Who asked for that?';
const DRAFT = 'half of a thought';
let one: VSCode;
let other: Workbench;

beforeAll(async () => {
  one = await openSharedLibrary(FIRST);
  other = await openOtherWindow(one, FIRST);
});
afterAll(() => one.stop());

const library = () => sharedLibrary(one);
const questions = () =>
  readLibrary<{ text: string }>(
    library(),
    `SELECT text FROM messages WHERE role = 'user' ORDER BY key`,
  ).map(({ text }) => text);

async function shows(window: Workbench, ...texts: string[]) {
  await until(`the chat has ${texts.length} questions`, async () => {
    const bubbles = window.sidebar().locator('.user-message .bubble');
    const seen = await bubbles.allInnerTexts().catch(() => []); // the view may just begin anew
    return seen.map((text) => text.trim()).join() === texts.join();
  });
}

test('a backup made by hand is restored in one window, and the other goes on with what was restored', async () => {
  await one.runCommand('Better GPT: Back Up Library');
  await notification(one, 'Backed up: 1 project, 1 chat and 2 messages.').waitFor();
  await ask(one, SECOND, 2);
  await shows(other, FIRST, SECOND);

  await one.runCommand('Better GPT: Restore a Backup…');
  await one.quickPicks.filter({ hasText: '1 project, 1 chat and 2 messages' }).waitFor();
  await one.screenshot('test-results/restore-pick.png');
  await one.pick('made by you');
  const dialog = one.page.locator('.monaco-dialog-box');
  await dialog.getByText('The backup holds 1 project, 1 chat and 2 messages.').waitFor();
  await dialog.getByText('The library holds 1 project, 1 chat and 4 messages now').waitFor();
  await one.screenshot('test-results/restore-ask.png');
  await dialog.getByRole('button', { name: 'Restore' }).click();
  // Under the pointer it stays: VS Code puts others away after ten seconds.
  await notification(one, 'Restored: 1 project, 1 chat and 2 messages.').hover();
  await notification(other, 'The library was restored in another window.').waitFor();
  await shows(one, FIRST);
  await shows(other, FIRST);

  await ask(other, THIRD, 2);
  await shows(one, FIRST, THIRD);
  expect(questions()).toEqual([FIRST, THIRD]);
});

test('a restore is undone, and so is the undoing; nothing that was written in between is lost', async () => {
  const undo = (contents: string) =>
    notification(one, `Restored: ${contents}.`).getByRole('button', { name: 'Undo' });
  await message(other).fill(DRAFT);
  await undo('1 project, 1 chat and 2 messages').click();
  await shows(one, FIRST, SECOND);
  await shows(other, FIRST, SECOND);

  await undo('1 project, 1 chat and 4 messages').click();
  await shows(one, FIRST, THIRD);
  await shows(other, FIRST, THIRD);
  await until('the draft is back', async () => (await message(other).inputValue()) === DRAFT);
});

test('a damaged backup is told of before anything is replaced, and put right as it is restored', async () => {
  await one.runCommand('Better GPT: Back Up Library');
  await notification(one, 'Backed up: 1 project, 1 chat and 4 messages.').waitFor();
  const folder = path.dirname(library());
  const [backup = ''] = globSync('backups/*-by-hand.db', { cwd: folder }).sort().reverse();
  const hurt = `UPDATE messages SET text = 'Who ____d for that?' WHERE text = '${THIRD}'`;
  changeLibrary(path.join(folder, backup), hurt);

  const dialog = one.page.locator('.monaco-dialog-box');
  const choose = async () => {
    await one.pick('made by you');
    await dialog.getByText('1 message of this backup is damaged.').waitFor();
  };
  await one.runCommand('Better GPT: Restore a Backup…');
  await choose();
  await one.screenshot('test-results/restore-damaged.png');
  await dialog.getByRole('button', { name: 'Choose Another…' }).click();
  await choose();
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  await dialog.waitFor({ state: 'hidden' });
  expect(questions()).toEqual([FIRST, THIRD]);

  await one.runCommand('Better GPT: Restore a Backup…');
  await choose();
  await dialog.getByRole('button', { name: 'Restore All the Same' }).click();
  await notification(one, 'What had changed in 1 place was put right.').waitFor();
  await one.screenshot('test-results/restore-damaged-told.png');
  await shows(one, FIRST, THIRD);
  await shows(other, FIRST, THIRD);
  expect(questions()).toEqual([FIRST, THIRD]);
});
