import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import { fileOf, type StorageFolders } from '../../library/location';
import { expectFolder } from '../../library/look';
import { createMaintenance, type RunJob } from '../../library/maintenance';
import type { App } from '../app';

const LOCATION = 'betterGpt.library.location';

export const storageFolders = ({
  storageUri,
  globalStorageUri,
}: vscode.ExtensionContext): StorageFolders => ({
  workspace: storageUri?.fsPath,
  global: globalStorageUri.fsPath,
});

/** What the setting says; an untrusted workspace has no say in it. */
export const location = (): string =>
  vscode.workspace.getConfiguration().get(LOCATION, 'workspace');

/** The library's file at this location. */
export const fileAt = (context: vscode.ExtensionContext, at: string): string =>
  fileOf(at, storageFolders(context));

/** This window's library; its folder is there. */
export async function libraryFile(context: vscode.ExtensionContext): Promise<string> {
  const file = fileAt(context, location());
  const folder = path.dirname(file);
  if (knownTo(context).includes(file)) await expectFolder(folder);
  await mkdir(folder, { recursive: true }).catch((error: unknown) => {
    throw new UserError(noFolder(folder), { cause: error });
  });
  return file;
}

const KNOWN = 'betterGpt.libraries';
const MOST_KNOWN = 20;
const knownTo = ({ globalState }: vscode.ExtensionContext) => globalState.get<string[]>(KNOWN, []);

/** Where the user has put one: a drive that is not connected is no reason to begin an empty library there. */
export async function rememberPlace(context: vscode.ExtensionContext, file: string): Promise<void> {
  const [last, ...others] = knownTo(context);
  if (['workspace', 'shared'].includes(location()) || last === file) return;
  const known = [file, last ?? file, ...others.filter((one) => one !== file)];
  await context.globalState.update(KNOWN, [...new Set(known)].slice(0, MOST_KNOWN));
}

const noFolder = (folder: string) =>
  `The library’s folder “${folder}” is not there and cannot be made. Connect the drive it is on or allow writing there, or choose another place in the setting Better GPT › Library: Location; then try again.`;

export const maintenance = ({ context }: App): RunJob =>
  createMaintenance(path.join(context.extensionPath, 'dist', 'maintenance.js'));

/** From here on the window follows its setting: the library is closed where it was and opened where it is now. */
export const registerLocation = (app: App): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((change) => {
    if (change.affectsConfiguration(LOCATION)) void app.reporter.guard(() => goToLibrary(app));
  });

/** Of several changes at once the last one counts. */
let going: Promise<void> = Promise.resolve();

async function goToLibrary(app: App): Promise<void> {
  const before = going.catch(() => undefined); // whoever waits for that one hears of it
  going = before.then(async () => {
    const opened = await app.services().catch(() => undefined);
    if (opened?.file === fileAt(app.context, location())) return;
    await app.whileClosed(() => Promise.resolve());
    app.panels.closeAll();
    await app.place.goTo({ projectId: null, chatId: null });
  });
  await going;
}

/** Changes the setting and resolves when the library there is open. */
export async function switchTo(app: App, at: string): Promise<void> {
  const settings = vscode.workspace.getConfiguration();
  const { Global, Workspace } = vscode.ConfigurationTarget;
  const { globalValue, workspaceValue } = settings.inspect<string>(LOCATION) ?? {};
  const set = (target: vscode.ConfigurationTarget, value: string | undefined) =>
    Promise.resolve(settings.update(LOCATION, value, target));
  const isForAll = at === 'shared' || vscode.workspace.workspaceFolders === undefined;
  if (isForAll) {
    await set(Global, at);
    if (workspaceValue !== undefined) await set(Workspace, undefined);
  } else if (at === 'workspace' && (globalValue ?? 'workspace') === 'workspace') {
    await set(Workspace, undefined);
  } else {
    if (!vscode.workspace.isTrusted) throw new UserError(UNTRUSTED);
    await set(Workspace, at);
  }
  await goToLibrary(app);
}

const UNTRUSTED =
  'A workspace that is not trusted cannot have its library elsewhere. Trust it first, or change the setting Better GPT › Library: Location for all windows.';
