import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import * as vscode from 'vscode';
import { fileOf, type StorageFolders } from '../../library/location';

export const LOCATION = 'betterGpt.library.location';

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

/** This window's library; its folder is there. */
export async function libraryFile(context: vscode.ExtensionContext): Promise<string> {
  const file = fileOf(location(), storageFolders(context));
  await mkdir(path.dirname(file), { recursive: true });
  return file;
}
