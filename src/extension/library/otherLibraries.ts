import path from 'node:path';
import * as vscode from 'vscode';
import { countProjects } from '../../db/projects';
import type { Merged } from '../../library/merge';
import { findLibraries, folderState, leftBehind, remoteOf } from '../../library/otherLibraries';
import type { LibraryFacts } from '../../library/otherLibrariesReading';
import type { App } from '../app';
import { plural } from '../ask';
import { fileAt, location, maintenance, storageFolders } from './location';
import { withProgress } from './progress';
import { placeOf } from '../../library/locationFileSystem';

/** What other workspaces have, and have left behind. */
export async function otherLibraries(app: App): Promise<LibraryFacts[]> {
  const file = fileAt(app.context, location());
  return findLibraries(storageFolders(app.context), file, maintenance(app));
}

/** Brings `from` into `file`, with progress that can be cancelled; what has arrived by then stays. */
export async function bringIn(
  app: App,
  { file, from }: { file: string; from: string },
): Promise<Merged> {
  const { isSafeForWal } = await placeOf(path.dirname(file));
  const migrationsFolder = app.context.asAbsolutePath('drizzle');
  const journal = isSafeForWal ? 'wal' : 'delete';
  return withProgress('Bringing in a library', (job) =>
    maintenance(app)('merge', { file, from, migrationsFolder, journal }, job),
  );
}

export const describeMerged = ({ projects, chats, messages }: Merged): string =>
  projects + chats + messages === 0
    ? 'Everything in that library is here already.'
    : `Brought in ${plural(projects, 'project')}, ${plural(chats, 'chat')} and ${plural(messages, 'message')}.`;

/** The native picker: which library, and what to do with it. */
export async function chooseLibrary(app: App): Promise<{ file: string; merge: boolean }> {
  const libraries = await otherLibraries(app);
  const items = await Promise.all(libraries.map(itemOf));
  const browse = {
    label: '$(folder-opened) Choose a File…',
    description: '',
    detail: '',
    file: '',
  };
  const item = await vscode.window.showQuickPick([...items, browse], {
    title: 'Open Other Library…',
    placeHolder: 'Libraries of other workspaces, the last used first',
    matchOnDescription: true,
    matchOnDetail: true,
  });
  if (!item) throw new vscode.CancellationError();
  const file = item.file === '' ? await browseForFile() : item.file;
  const isOpen = await app.services().then(
    () => true,
    () => false,
  );
  return { file, merge: isOpen && (await askWhetherToMerge()) };
}

async function itemOf(library: LibraryFacts) {
  const { file, origin, names, projects, chats, messages, lastActive } = library;
  const isGone = (await folderState(origin)) === 'gone';
  return {
    label: names.length > 0 ? names.join(', ') : path.basename(file),
    description: `${plural(projects, 'project')} · ${plural(chats, 'chat')} · ${plural(messages, 'message')}`,
    detail: `${originOf(origin)}${isGone ? ' (no longer there)' : ''} · ${new Date(lastActive).toLocaleDateString()}`,
    file,
  };
}

const originOf = (origin: string) =>
  origin === '' ? 'Made in a window without a folder' : vscode.Uri.parse(origin).fsPath;

async function browseForFile(): Promise<string> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'Open Other Library…',
      filters: { 'Better GPT Library': ['db'] },
    })) ?? [];
  if (!uri) throw new vscode.CancellationError();
  return uri.fsPath;
}

async function askWhetherToMerge(): Promise<boolean> {
  const merge = {
    label: 'Bring It In',
    detail: 'Its projects are copied into this library. It stays as it is.',
  };
  const open = { label: 'Open It Instead', detail: 'This window uses that library from now on.' };
  const item = await vscode.window.showQuickPick([merge, open], { title: 'Open Other Library…' });
  if (!item) throw new vscode.CancellationError();
  return item === merge;
}

const OFFERED = 'betterGpt.leftBehindOffered';

/** A workspace that was renamed or moved begins with an empty library: once, it is offered the one it left behind. */
export async function offerLeftBehind(app: App): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const { workspaceState } = app.context;
  if (!folder || workspaceState.get(OFFERED)) return;
  const { db, file, readOnly } = await app.services();
  if (readOnly !== null || (await countProjects(db)) > 0) return;
  const workspace = { folder: folder.toString(), remote: await remoteOf(folder.fsPath) };
  const [library] = await leftBehind(await otherLibraries(app), workspace);
  if (!library) return;
  await workspaceState.update(OFFERED, true);
  const bring = 'Bring It In';
  const was = originOf(library.origin);
  const choice = await vscode.window.showInformationMessage(
    `${was} is no longer there, and left a library with ${plural(library.projects, 'project')} and ${plural(library.chats, 'chat')}.`,
    ...[bring, 'Not Now'],
  );
  if (choice !== bring) return;
  const merged = await bringIn(app, { file, from: library.file });
  void vscode.window.showInformationMessage(describeMerged(merged));
}
