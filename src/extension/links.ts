import * as vscode from 'vscode';
import { getChat } from '../db/chats';
import { getFile, listFiles } from '../db/files';
import { UserError } from '../db/userError';
import type { Place } from '../protocol/api';
import type { App } from './app';

const OPENED_OUTSIDE = new Set(['http', 'https', 'mailto']);

/** Follows a link of an answer: an address, a chat, or a file of the project or workspace. Never a command. */
export async function openLink(app: App, href: string, place: Place): Promise<void> {
  const scheme = /^([a-z][a-z0-9+.-]+):(?!\d)/i.exec(href)?.[1]?.toLowerCase();
  if (scheme === 'chat') return openChatLink(app, href.slice('chat:'.length));
  if (scheme && OPENED_OUTSIDE.has(scheme)) {
    await vscode.env.openExternal(vscode.Uri.parse(href, true));
    return;
  }
  if (scheme) throw new UserError(`Links to “${scheme}:” are not opened from an answer.`);
  await openPath(app, href, place);
}

async function openChatLink(app: App, chatId: string): Promise<void> {
  const { db } = await app.services();
  const { projectId } = await getChat(db, chatId);
  await app.place.goTo({ projectId, chatId });
}

async function openPath(app: App, href: string, place: Place): Promise<void> {
  const { path, line } = splitLine(href);
  const uri = await findFile(app, href, place);
  if (!uri) throw new UserError(`There is no file “${path}” in this project or workspace.`);
  await showAt(uri, line);
}

/** The file of the project or workspace that an answer calls so. */
export async function findFile(
  app: App,
  href: string,
  { projectId }: Place,
): Promise<vscode.Uri | undefined> {
  const { path } = splitLine(href);
  for (const uri of [...(await attachedAs(app, projectId, path)), ...inWorkspace(path)]) {
    if (await isFile(uri)) return uri;
  }
  return undefined;
}

/** Where a file of this name would be. */
export const newFile = (href: string): vscode.Uri | undefined =>
  inWorkspace(splitLine(href).path)[0];

export async function openAttachment(app: App, fileId: string, line?: number): Promise<void> {
  const { db } = await app.services();
  const { uri, path } = await getFile(db, fileId);
  const at = vscode.Uri.parse(uri).with({ fragment: '' });
  if (!(await isFile(at))) throw new UserError(`“${path}” is no longer there.`);
  await showAt(at, line ?? splitLine(path).line);
}

async function attachedAs(app: App, projectId: string | null, path: string): Promise<vscode.Uri[]> {
  if (projectId === null) return [];
  const { db } = await app.services();
  const rows = await listFiles(db, projectId);
  const named = rows.filter((row) => row.path === path || row.path.endsWith(`/${path}`));
  return named.map(({ uri }) => vscode.Uri.parse(uri));
}

/** Only inside of the workspace: an answer must not reach further. */
function inWorkspace(path: string): vscode.Uri[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  return folders
    .map(({ uri }) => ({ root: uri, file: vscode.Uri.joinPath(uri, path) }))
    .filter(({ root, file }) => file.path.startsWith(`${root.path}/`))
    .map(({ file }) => file);
}

async function isFile(uri: vscode.Uri): Promise<boolean> {
  try {
    return (await vscode.workspace.fs.stat(uri)).type !== vscode.FileType.Directory;
  } catch {
    return false;
  }
}

async function showAt(uri: vscode.Uri, line: number): Promise<void> {
  const at = new vscode.Position(line - 1, 0);
  await vscode.window.showTextDocument(uri, { selection: new vscode.Range(at, at), preview: true });
}

function splitLine(href: string): { path: string; line: number } {
  const match = /^(.*?)(?::(\d+)(?:[-:]\d+)?|#L(\d+)(?:-L?\d+)?)?$/s.exec(href);
  return {
    path: (match?.[1] ?? href).replace(/^\.?\//, ''),
    line: Math.max(1, Number(match?.[2] ?? match?.[3] ?? 1)),
  };
}
