import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, test } from 'vitest';
import { createProjectWithChat } from '../db/projects';
import { addMessage } from '../db/messages';
import { sayOfLibrary } from '../db/meta';
import { openLibrary } from '../db/open';
import { buildWorker, bundleProgram, MIGRATIONS, temporaryFolder } from '../db/testing';
import { createMaintenance } from './maintenance';
import { findLibraries, folderState, leftBehind, remoteOf } from './otherLibraries';

const run = createMaintenance(await bundleProgram('src/library/maintenanceWorker.ts'));
const EXTENSION = 'better-gpt.better-gpt';

/** VS Code's folders, with the storage of some workspaces. */
function vscodeFolders() {
  const user = temporaryFolder();
  const workspace = (hash: string) => path.join(user, 'workspaceStorage', hash, EXTENSION);
  const storage = {
    workspace: workspace('ours'),
    global: path.join(user, 'globalStorage', EXTENSION),
  };
  return { user, workspace, storage, ours: path.join(workspace('ours'), 'library.db') };
}

async function makeLibrary(folder: string, origin: string, projects: string[], remote = '') {
  mkdirSync(folder, { recursive: true });
  const file = path.join(folder, 'library.db');
  const workerFile = await buildWorker();
  const library = await openLibrary({ file, origin, workerFile, migrationsFolder: MIGRATIONS });
  for (const name of projects) {
    const { chat } = await createProjectWithChat(library.db, { name });
    await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'Hi' });
  }
  if (remote) await sayOfLibrary(library.db, 'remote', remote);
  await library.close();
  return file;
}

test('libraries of other workspaces are listed by what they say of themselves, the last used first', async () => {
  const { workspace, storage, ours } = vscodeFolders();
  await makeLibrary(workspace('ours'), 'file:///ours', ['Ours']);
  const old = await makeLibrary(workspace('a1'), 'file:///work/payments', ['Payments', 'Billing']);
  await makeLibrary(workspace('a2'), 'file:///work/empty', []);
  const shared = await makeLibrary(storage.global, '', ['Shared']);
  mkdirSync(workspace('a3'), { recursive: true });
  writeFileSync(path.join(workspace('a3'), 'library.db'), 'no library at all');
  mkdirSync(path.join(workspace('a4'), 'library.db'), { recursive: true });

  const found = await findLibraries(storage, ours, run);
  expect(found).toMatchObject([
    { file: shared, origin: '', projects: 1, chats: 1, messages: 1, names: ['Shared'] },
    { file: old, origin: 'file:///work/payments', projects: 2, chats: 2, messages: 2 },
  ]);
  expect(found[1]?.names.toSorted()).toEqual(['Billing', 'Payments']);
  expect(found[1]?.lastActive).toBeGreaterThan(Date.now() - 60_000);
});

test('looking at a library changes nothing of it', async () => {
  const { workspace, storage, ours } = vscodeFolders();
  const file = await makeLibrary(workspace('a1'), 'file:///x', ['Mine']);
  const before = { bytes: readFileSync(file), mtime: statSync(file).mtimeMs };
  await findLibraries(storage, ours, run);
  expect(readFileSync(file).equals(before.bytes)).toBe(true);
  expect(statSync(file).mtimeMs).toBe(before.mtime);
});

test('left behind is what was made for a folder that is gone, of the same name or repository', async () => {
  const { user, workspace, storage, ours } = vscodeFolders();
  const folder = (name: string) => {
    mkdirSync(path.join(user, name), { recursive: true });
    return pathToFileURL(path.join(user, name)).href;
  };
  const remote = 'git@example.com:ada/payments.git';
  const [moved, renamed, living, strange] = ['old/payments', 'pay', 'lives/payments', 'other'].map(
    folder,
  );
  const files = await Promise.all([
    makeLibrary(workspace('1'), moved ?? '', ['Moved']),
    makeLibrary(workspace('2'), renamed ?? '', ['Renamed'], remote),
    makeLibrary(workspace('3'), living ?? '', ['Living'], remote),
    makeLibrary(workspace('4'), strange ?? '', ['Strange']),
    makeLibrary(workspace('5'), 'vscode-remote://ssh/payments', ['Remote']),
  ]);
  for (const gone of ['old', 'pay', 'other']) rmSync(path.join(user, gone), { recursive: true });

  const libraries = await findLibraries(storage, ours, run);
  const here = { folder: folder('new/payments'), remote };
  expect((await leftBehind(libraries, here)).map(({ file }) => file).sort()).toEqual(
    files.slice(0, 2).sort(),
  );
  expect(await leftBehind(libraries, { folder: folder('unlike'), remote: '' })).toEqual([]);
});

test('of a folder that cannot be seen nothing is said', async () => {
  expect(await folderState('vscode-remote://ssh/x')).toBe('unknown');
  expect(await folderState(pathToFileURL(temporaryFolder()).href)).toBe('there');
  expect(await folderState(pathToFileURL(path.join(temporaryFolder(), 'x')).href)).toBe('gone');
});

test.each([
  [
    '[core]\n\tbare = false\n[remote "origin"]\n\turl = git@h:a/b.git\n\tfetch = +refs\n',
    'git@h:a/b.git',
  ],
  ['[remote "upstream"]\n\turl = x\n', ''],
  ['[remote "origin"]\n\tfetch = x\n[remote "fork"]\n\turl = y\n', ''],
  ['', ''],
])('where a repository comes from: %j', async (config, url) => {
  const folder = temporaryFolder();
  mkdirSync(path.join(folder, '.git'));
  writeFileSync(path.join(folder, '.git', 'config'), config);
  expect(await remoteOf(folder)).toBe(url);
});
