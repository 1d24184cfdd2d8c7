import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { libraryIn, readLibrary } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';

const QUESTION = 'Where do we retry?';
const WRONG = 'This is not a library. '.repeat(500);
let vscode: VSCode;
let library: string;

beforeAll(async () => {
  vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix() });
  await vscode.openSidebar();
  await sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await vscode.send(QUESTION);
  await sidebar().getByRole('article', { name: 'Answer by Search' }).waitFor();
  library = libraryIn(vscode.userDataDir);
});
afterAll(() => vscode.stop());

const sidebar = () => vscode.sidebar();
const failure = () => sidebar().getByRole('alert');
const there = () => sidebar().getByText(QUESTION).first();

/** Does it to the library while nobody has it open, and comes back. */
async function meanwhile(change: () => void) {
  await vscode.page.goto('about:blank');
  await until(
    'the library is closed',
    () => !readdirSync(path.dirname(library)).includes('library.db-wal'),
  );
  change();
  await vscode.page.goto(vscode.url);
  await vscode.ready();
  await vscode.openSidebar();
}

test('a wrong file is left as it is and says so, with ways out', async () => {
  const elsewhere = `${library}.elsewhere`;
  await meanwhile(() => {
    renameSync(library, elsewhere);
    writeFileSync(library, WRONG);
  });
  await failure().getByText('is not a library of Better GPT').waitFor();
  await vscode.screenshot('test-results/cannot-open.png', {
    theme: 'high contrast',
    sidebarWidth: 300,
  });
  expect(readFileSync(library, 'utf8')).toBe(WRONG);
  await failure().getByRole('button', { name: 'Restore a Backup…' }).click();
  await vscode.page.getByPlaceholder('There are no backups yet.').waitFor();
  await vscode.page.keyboard.press('Escape');
  await failure().getByRole('button', { name: 'Open Other Library…' }).click();
  await vscode.page.getByPlaceholder('Libraries of other workspaces').waitFor();
  await vscode.page.keyboard.press('Escape');

  renameSync(elsewhere, library);
  await failure().getByRole('button', { name: 'Retry' }).click();
  await there().waitFor();
});

test('a folder in its place says so, and Retry opens the library once it is back', async () => {
  await meanwhile(() => {
    renameSync(library, `${library}.elsewhere`);
    mkdirSync(library);
  });
  await failure().getByText('There is a folder where the library should be').waitFor();
  renameSync(library, `${library} folder`);
  renameSync(`${library}.elsewhere`, library);
  await failure().getByRole('button', { name: 'Retry' }).click();
  await there().waitFor();
});

test('a library of a newer version is read, says so, and nothing is written to it', async () => {
  let before = Buffer.alloc(0);
  await meanwhile(() => {
    addMigration(`INSERT INTO __drizzle_migrations (hash, created_at, name)
      VALUES ('x', 99999999999999, '29991122000000_future')`);
    before = readFileSync(library);
  });
  await sidebar().getByRole('note').getByText('written by a newer version').waitFor();
  await there().waitFor();
  await there().click();
  await vscode.screenshot('test-results/newer-version.png', { theme: 'light' });
  expect(readFileSync(library).equals(before)).toBe(true);

  addMigration(`DELETE FROM __drizzle_migrations WHERE name = '29991122000000_future'`);
  // The window finds it out by itself, perhaps before the click.
  await sidebar().getByRole('button', { name: 'Try Again' }).or(message()).first().click();
  await sidebar().getByRole('note').waitFor({ state: 'detached' });
  await message().pressSequentially('written again');
  await until('it is written to again', () => drafts().includes('written again'));
});

const message = () => sidebar().getByRole('textbox', { name: 'Message' });
const drafts = () =>
  readLibrary<{ draft: string }>(library, 'SELECT draft FROM chats').map(({ draft }) => draft);

/** On another process: the driver would keep its hands on the file here. */
function addMigration(sql: string) {
  const copy = `${library}.changed`;
  copyFileSync(library, copy);
  const script = `const db = new (require('libsql'))(process.argv[1]); db.exec(process.argv[2]); db.close()`;
  execFileSync(process.execPath, ['-e', script, copy, sql]);
  renameSync(copy, library);
}
