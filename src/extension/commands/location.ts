import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../db/userError';
import { targetAt } from '../../library/location';
import { copyLibraryTo } from '../../library/move';
import type { App } from '../app';
import { fileAt, location, maintenance, switchTo } from '../library/location';
import { bringIn, chooseLibrary, describeMerged, otherLibraries } from '../library/otherLibraries';
import { withProgress } from '../library/progress';
import { argument } from './arguments';

const Move = z.object({
  to: z.string().min(1),
  /** What to do when there is a library already. */
  existing: z.enum(['merge', 'open']).optional(),
});

/** Copies, verifies, switches; the old library stays. */
export async function moveLibrary(app: App, arg: unknown) {
  const { to, existing } = argument(Move, arg) ?? { to: await askWhereTo() };
  const { file: from } = await app.services();
  const file = fileAt(app.context, to);
  if (path.resolve(file) === path.resolve(from))
    throw new UserError('The library is there already.');
  switch (await targetAt(file, to)) {
    case 'occupied':
      throw new UserError(`${path.dirname(file)} has other files in it. Choose an empty folder.`);
    case 'library': {
      const choice = existing ?? (await askAboutLibrary(file));
      if (choice === 'merge') await bringIn(app, { file, from });
      break;
    }
    case 'free':
      await copyTo(app, from, file);
  }
  await switchTo(app, to);
  await bringLate(app, from, file);
  void vscode.window.showInformationMessage(
    `The library is now ${file}. The old one was kept: ${from}.`,
  );
  return { file, kept: from };
}

async function copyTo(app: App, from: string, file: string): Promise<void> {
  await withProgress('Copying the library', (job) =>
    copyLibraryTo({ from, file, run: maintenance(app) }, job),
  );
}

/** What was written to the old library between the copy and the switch. */
async function bringLate(app: App, from: string, file: string): Promise<void> {
  const run = maintenance(app);
  const [old, moved] = await run('identify', { files: [from, file] });
  if (!old || !moved || old.libraryId !== moved.libraryId) return;
  if (old.messages > moved.messages || old.lastActive > moved.lastActive) {
    await bringIn(app, { file, from });
  }
}

async function askWhereTo(): Promise<string> {
  const places = [
    { label: 'To a folder…', detail: 'Any folder of this machine that is empty.', to: '' },
    { label: 'Shared by all windows', detail: 'One library for every workspace.', to: 'shared' },
    { label: 'Into this workspace’s storage', detail: 'Each workspace its own.', to: 'workspace' },
  ].filter(({ to }) => to !== location());
  const place = await vscode.window.showQuickPick(places, { title: 'Move Library…' });
  if (!place) throw new vscode.CancellationError();
  if (place.to !== '') return place.to;
  const [folder] =
    (await vscode.window.showOpenDialog({
      ...{ title: 'Move the Library to…', openLabel: 'Move Here' },
      ...{ canSelectFolders: true, canSelectFiles: false },
    })) ?? [];
  if (!folder) throw new vscode.CancellationError();
  return folder.fsPath;
}

async function askAboutLibrary(file: string): Promise<'merge' | 'open'> {
  const merge = 'Bring This One In and Switch';
  const open = 'Switch Only';
  const choice = await vscode.window.showWarningMessage(
    `There is a library already: ${file}.`,
    { modal: true, detail: 'Nothing in it is written over.' },
    ...[merge, open],
  );
  if (choice === undefined) throw new vscode.CancellationError();
  return choice === merge ? 'merge' : 'open';
}

const Open = z.object({ file: z.string().min(1).optional(), merge: z.boolean().default(false) });

/** Opens another library in this window, or brings it into this one. Without a file, a caller gets what there is. */
export async function openOtherLibrary(app: App, arg: unknown) {
  const given = argument(Open, arg);
  if (given && given.file === undefined) return { libraries: await otherLibraries(app) };
  const { file, merge } = given?.file ? { ...given, file: given.file } : await chooseLibrary(app);
  if (!merge) {
    await expectLibrary(app, file);
    await switchTo(app, pathOf(app, file));
    return { file };
  }
  const { file: ours } = await app.services();
  const merged = await bringIn(app, { file: ours, from: file });
  if (!given) void vscode.window.showInformationMessage(describeMerged(merged));
  return { file: ours, ...merged };
}

/** What the setting says for it: its own word where it has one. */
const pathOf = (app: App, file: string) =>
  ['workspace', 'shared'].find((at) => fileAt(app.context, at) === file) ?? file;

async function expectLibrary(app: App, file: string): Promise<void> {
  const [facts] = await maintenance(app)('identify', { files: [file] });
  if (!facts) throw new UserError(`${file} is not a library of Better GPT, or it cannot be read.`);
  if (!/\.db$/i.test(file)) throw new UserError('A library’s file has a name that ends in .db.');
}
