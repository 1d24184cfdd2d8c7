import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import * as path from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/extension/app';
import { call } from './called';
import { readFile } from './readFile';

interface Held {
  file: string;
  projects: number;
  chats: number;
  messages: number;
}

suite('The library', () => {
  let file: string;
  let app: App;

  suiteSetup(async () => {
    const activated = await vscode.extensions
      .getExtension<App>('better-gpt.better-gpt')
      ?.activate();
    assert.ok(activated, 'activate() gives the app to tests');
    app = activated;
    file = (await app.services()).file;
  });

  const names = () =>
    readFile<{ name: string }>(file, 'SELECT name FROM projects ORDER BY key').map(
      ({ name }) => name,
    );

  test('backUp makes a verified copy in backups, or where it is told to', async () => {
    await call('newProject', { name: 'In the backup' });
    const made = await call<Held>('backUp', {});
    assert.equal(made.projects, names().length);
    assert.equal(path.dirname(made.file), path.join(path.dirname(file), 'backups'));
    const elsewhere = path.join(mkdtempSync(path.join(tmpdir(), 'bg-')), 'copy.db');
    assert.equal((await call<Held>('backUp', { file: elsewhere })).file, elsewhere);
    await assert.rejects(call('backUp', { file: elsewhere }), /There is a file already/);
    await assert.rejects(call('backUp', { file: 'relative.db' }), /absolute path/);
  });

  test('restore brings a backup back, and what it made of the present takes that back', async () => {
    const before = names();
    const { file: copy } = await call<Held>('backUp', {});
    await call('newProject', { name: 'After the backup' });
    const restored = await call<Held & { before: string }>('restore', { file: copy });
    assert.deepEqual(names(), before);
    assert.ok(existsSync(restored.before));
    await call('newProject', { name: 'Written to the restored one' });

    await call('restore', { file: restored.before });
    assert.deepEqual(names(), [...before, 'After the backup']);
    const left = readdirSync(path.dirname(file)).filter((name) => /swap|incoming/.test(name));
    assert.deepEqual(left, []);
  });

  test('what is no backup is refused, and the library stays open', async () => {
    await assert.rejects(call('restore', { file: '/no/such/file.db' }), /There is no file/);
    await assert.rejects(call('restore', { file: __filename }), /not a library of Better GPT/);
    assert.ok((await call<unknown[]>('listProjects')).length > 0);
  });

  test('retrySaving says that everything is being saved', async () => {
    assert.deepEqual(await call('retrySaving'), { isSaving: true });
  });
});
