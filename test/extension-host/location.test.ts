import * as assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as vscode from 'vscode';
import type { App } from '../../src/extension/app';
import { until } from '../vscode/until';
import { call } from './called';

const extension = vscode.extensions.getExtension<App>('better-gpt.better-gpt');
const SETTING = 'betterGpt.library.location';

let app: App;
let first: string;
let projectId: string;

const openFile = async () => (await app.services()).file;
const names = async () =>
  (await call<{ name: string }[]>('listProjects')).map(({ name }) => name).sort();
const folder = () => mkdtempSync(path.join(tmpdir(), 'bg-location-'));

suite('Where the library lives', () => {
  suiteSetup(async () => {
    const activated = await extension?.activate();
    assert.ok(activated, 'activate() gives the app to tests');
    app = activated;
    first = await openFile();
    ({ projectId } = await call<{ projectId: string }>('newProject', { name: 'Travels along' }));
  });
  suiteTeardown(async () => {
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update(SETTING, undefined, Workspace);
    await until('the library is back', async () => (await openFile()) === first);
    const [root] = vscode.workspace.workspaceFolders ?? [];
    assert.ok(root, 'the tests run with a folder open');
    rmSync(vscode.Uri.joinPath(root.uri, '.vscode').fsPath, { recursive: true, force: true });
  });

  test('moveLibrary copies, switches and keeps the old one', async () => {
    const before = await names();
    const to = path.join(folder(), 'mine.db');
    const moved = await call<{ file: string; kept: string }>('moveLibrary', { to });
    assert.deepEqual(moved, { file: to, kept: first });
    assert.equal(await openFile(), to);
    assert.ok(existsSync(first));
    assert.deepEqual(await names(), before);
    assert.equal(vscode.workspace.getConfiguration().get(SETTING), to);
  });

  test('moveLibrary refuses a folder with other things in it, and where the library is already', async () => {
    const full = folder();
    writeFileSync(path.join(full, 'thesis.txt'), '');
    await assert.rejects(call('moveLibrary', { to: full }), /has other files in it/);
    await assert.rejects(call('moveLibrary', { to: await openFile() }), /is there already/);
    await assert.rejects(call('moveLibrary', { to: 'nowhere in particular' }), /cannot be at/);
  });

  test('a change of the setting opens the library there, without a reload', async () => {
    const elsewhere = path.join(folder(), 'empty.db');
    const { Workspace } = vscode.ConfigurationTarget;
    await vscode.workspace.getConfiguration().update(SETTING, elsewhere, Workspace);
    await until('the other library is open', async () => (await openFile()) === elsewhere);
    assert.deepEqual(await names(), []);
    assert.equal(app.place.value.projectId, null);
  });

  test('openOtherLibrary brings another one in, twice as well as once, or opens it', async () => {
    const merged = await call<{ projects: number; file: string }>('openOtherLibrary', {
      file: first,
      merge: true,
    });
    assert.ok(merged.projects >= 1);
    assert.ok((await names()).includes('Travels along'));
    const again = await call<{ projects: number; messages: number }>('openOtherLibrary', {
      file: first,
      merge: true,
    });
    assert.deepEqual([again.projects, again.messages], [0, 0]);
    await call('switchProject', { projectId });

    assert.deepEqual(await call('openOtherLibrary', { file: first }), { file: first });
    assert.equal(await openFile(), first);
    await assert.rejects(call('openOtherLibrary', { file: '/no/such.db' }), /is not a library/);
  });

  test('openOtherLibrary tells a caller which libraries there are', async () => {
    const { libraries } = await call<{ libraries: { file: string }[] }>('openOtherLibrary', {});
    assert.ok(libraries.every(({ file }) => file !== first));
  });

  test('moving to where a library is brings this one in, if it is told to', async () => {
    const to = path.join(folder(), 'there.db');
    await call('moveLibrary', { to });
    await call('openOtherLibrary', { file: first });
    await call('newProject', { name: 'Made meanwhile' });
    await call('moveLibrary', { to, existing: 'merge' });
    assert.equal(await openFile(), to);
    assert.ok((await names()).includes('Made meanwhile'));
  });
});
