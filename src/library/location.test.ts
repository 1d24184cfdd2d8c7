import { mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../db/testing';
import { fileOf, targetAt } from './location';

const storage = { workspace: path.resolve('/storage/1'), global: path.resolve('/global') };
const root = path.resolve('/');

test.each([
  ['workspace', path.resolve('/storage/1/library.db')],
  ['', path.resolve('/storage/1/library.db')],
  [' shared ', path.resolve('/global/library.db')],
  [path.join(root, 'data', 'mine.db'), path.resolve('/data/mine.db')],
  [path.join(root, 'data', 'folder'), path.resolve('/data/folder/library.db')],
  [path.join(root, 'data', '..', 'x.DB'), path.resolve('/x.DB')],
  ['~/chats', path.join(homedir(), 'chats', 'library.db')],
  ['~', path.join(homedir(), 'library.db')],
])('the location “%s” is %s', (location, file) => {
  expect(fileOf(location, storage)).toBe(file);
});

test('without a folder open the library is in the storage of all windows', () => {
  expect(fileOf('workspace', { ...storage, workspace: undefined })).toBe(
    path.resolve('/global/library.db'),
  );
});

test.each(['relative', './x', '~other/x', 'workspaces'])(
  '“%s” is refused with a sentence',
  (text) => {
    expect(() => fileOf(text, storage)).toThrow(/The library cannot be at/);
  },
);

test('a library is moved to what is free, to a library after asking, and never over anything else', async () => {
  const folder = temporaryFolder();
  const file = path.join(folder, 'library.db');
  expect(await targetAt(file, folder)).toBe('free');
  expect(await targetAt(path.join(folder, 'new', 'library.db'), path.join(folder, 'new'))).toBe(
    'free',
  );
  writeFileSync(`${file}-wal`, '');
  expect(await targetAt(file, file)).toBe('occupied');
  writeFileSync(file, '');
  expect(await targetAt(file, file)).toBe('library');
  const full = path.join(folder, 'full');
  mkdirSync(full);
  writeFileSync(path.join(full, 'thesis.txt'), '');
  expect(await targetAt(path.join(full, 'library.db'), full)).toBe('occupied');
  expect(await targetAt(path.join(full, 'mine.db'), path.join(full, 'mine.db'))).toBe('free');
});
