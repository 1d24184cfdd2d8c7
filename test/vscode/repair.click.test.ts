import { closeSync, existsSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readLibrary } from './libraryFile';
import type { VSCode } from './openVSCode';
import {
  answers,
  ask,
  message,
  notification,
  openChat,
  openOtherWindow,
  openSharedLibrary,
  sharedLibrary,
} from './sharedLibrary';
import { until } from './until';
import type { Workbench } from './workbench';

const LONG = 'Where do we retry? '.repeat(5_000);
const SHORT = 'And why only twice?';
const DRAFT = 'half of a thought';
let one: VSCode;
let other: Workbench;

beforeAll(async () => {
  one = await openSharedLibrary(LONG);
  await goHome();
  await ask(one, SHORT);
  // What was read is in memory; closing puts what is in the log into the file.
  await one.restart();
  await one.openSidebar();
  await openChat(one, SHORT);
  other = await openOtherWindow(one, SHORT);
});
afterAll(() => one.stop());

const library = () => sharedLibrary(one);

async function goHome() {
  await one.sidebar().getByRole('button', { name: 'Project home' }).click();
  await one.sidebar().getByRole('heading', { name: 'Next' }).waitFor();
}

/** In the middle of the pages that hold nothing but the long message. */
function damage() {
  const bytes = readFileSync(library());
  const from = bytes.indexOf(LONG.slice(0, 2_000));
  const page = Math.ceil((from + 20_000) / PAGE) * PAGE;
  const file = openSync(library(), 'r+');
  writeSync(file, Buffer.alloc(2 * PAGE, 0xff), 0, 2 * PAGE, page);
  closeSync(file);
}
const PAGE = 4_096;
const TYPED = 'Typed on and on, over the moment in which the library is put back where it was.';

test('damage that a click meets is told of; Repair Now saves the rest, in both windows', async () => {
  damage();
  await goHome();
  await one.sidebar().getByText('Where do we retry?').first().click();
  const told = notification(one, 'The library is damaged.');
  await told.waitFor();
  await one.screenshot('test-results/damage-met.png', { sidebarWidth: 300 });
  await message(other).fill(DRAFT);
  await told.getByRole('button', { name: 'Repair Now' }).click();

  await notification(other, 'The library was repaired in another window.').waitFor();
  const saved = notification(one, 'The library was damaged.');
  await saved.waitFor();
  await one.screenshot('test-results/repaired.png');
  expect(await saved.innerText()).toMatch(/1 project, 2 chats and \d messages were saved\./);
  await until('the draft is there', async () => (await message(other).inputValue()) === DRAFT);
  await other.send();
  await until('an answer', async () => (await answers(other).count()) === 2);
  const texts = readLibrary<{ text: string }>(library(), 'SELECT text FROM messages ORDER BY key');
  expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining([SHORT, DRAFT]));
});

test('a library whose files are deleted while two windows have it open is put back, and both go on', async () => {
  const file = library();
  const typing = message(other).pressSequentially(TYPED, { delay: 50 });
  for (const suffix of ['', '-wal', '-shm']) rmSync(file + suffix);
  const told = (window: Workbench) =>
    notification(window, 'The library’s file was deleted while it was open.').count();
  await until('one of them says so', async () => (await told(one)) + (await told(other)) === 1);
  await until('it is there', () => existsSync(file));
  await typing;
  expect(await message(other).inputValue()).toBe(TYPED);
  // While the file is being put back, what is sent stays where it was written.
  await until('it is sent', async () => {
    await message(other).press('Enter');
    const isEmpty = async () => (await message(other).inputValue()) === '';
    return until('an empty box', isEmpty, 3_000).then(
      () => true,
      () => false,
    );
  });
  await until('an answer', async () => (await answers(other).count()) === 3);
  const texts = readLibrary<{ text: string }>(file, 'SELECT text FROM messages');
  expect(texts.map(({ text }) => text)).toEqual(expect.arrayContaining([SHORT, DRAFT, TYPED]));
});
