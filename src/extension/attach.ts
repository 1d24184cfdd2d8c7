import ignore, { type Ignore } from 'ignore';
import { isBinaryFile } from 'isbinaryfile';
import * as vscode from 'vscode';
import { FILE_LIMIT } from '../context/attachments';
import { hashOf, keepBlobs } from '../db/blobs';
import { attachFiles, listFiles, setFileHashes } from '../db/files';
import type { FileRow } from '../db/shapes';
import { UserError } from '../db/userError';
import type { App } from './app';
import { displayPath } from './workspaceFiles';

export interface AttachResult {
  attached: string[];
  skipped: { uri: string; why: string }[];
}

/** More files than this from folders are asked about first. */
const MANY = 100;

/** Attaches files, and the files of folders that no .gitignore names. Shows progress, and can be cancelled. */
export async function attachUris(
  app: App,
  projectId: string,
  uris: vscode.Uri[],
  { mode = 'live', ask = false }: { mode?: FileRow['mode'] | undefined; ask?: boolean } = {},
): Promise<AttachResult> {
  const { skipped, found } = await collectWithProgress(uris);
  if (ask && found.length > MANY && !(await isWanted(found.length))) {
    throw new vscode.CancellationError();
  }
  const { db } = await app.services();
  const attached = new Set(
    await attachFiles(
      db,
      projectId,
      found.map((uri) => ({ uri: uri.toString(), path: displayPath(uri), mode })),
    ),
  );
  const known = found.filter((uri) => !attached.has(uri.toString()));
  if (mode === 'snapshot') await keepContents(app, projectId, attached);
  app.projectChanged(projectId);
  app.webviews.publish('filesChanged', { projectId });
  return {
    attached: [...attached],
    skipped: [...skipped, ...known.map((uri) => skip(uri, 'It is attached already.'))],
  };
}

/** A selection is kept as it was: the lines may be others a minute later. */
export async function attachSelection(
  app: App,
  projectId: string,
  { document, selection }: vscode.TextEditor,
): Promise<AttachResult> {
  if (selection.isEmpty) throw new UserError('Select some text first.');
  if (!vscode.workspace.isTrusted) {
    throw new UserError('Trust this workspace first: without it no text is taken from its files.');
  }
  const [from, to] = [selection.start.line + 1, selection.end.line + 1];
  const uri = document.uri.with({ fragment: `L${from}-L${to}` }).toString();
  const { db } = await app.services();
  const path = `${displayPath(document.uri)}:${from}-${to}`;
  const attached = await attachFiles(db, projectId, [{ uri, path, mode: 'snapshot' }]);
  const bytes = Buffer.from(document.getText(selection));
  const row = (await listFiles(db, projectId)).find((file) => file.uri === uri);
  await keepBlobs(db, new Map([[hashOf(bytes), bytes]]));
  if (row) await setFileHashes(db, [{ row, hash: hashOf(bytes) }]);
  app.projectChanged(projectId);
  app.webviews.publish('filesChanged', { projectId });
  return { attached, skipped: [] };
}

/** Takes the snapshot of files that were just attached or changed to one. Unreadable ones stay without. */
export async function keepContents(app: App, projectId: string, uris: Set<string>): Promise<void> {
  const { db } = await app.services();
  if (!vscode.workspace.isTrusted) return;
  for (const row of await listFiles(db, projectId)) {
    if (!uris.has(row.uri)) continue;
    const bytes = await readSmall(vscode.Uri.parse(row.uri)).catch(() => undefined);
    if (!bytes) continue;
    await keepBlobs(db, new Map([[hashOf(bytes), bytes]]));
    await setFileHashes(db, [{ row, hash: hashOf(bytes) }]);
  }
}

async function readSmall(uri: vscode.Uri): Promise<Uint8Array | undefined> {
  const { size } = await vscode.workspace.fs.stat(uri);
  return size > FILE_LIMIT ? undefined : vscode.workspace.fs.readFile(uri);
}

interface Collected {
  found: vscode.Uri[];
  skipped: AttachResult['skipped'];
}

const collectWithProgress = (uris: vscode.Uri[]): Promise<Collected> =>
  Promise.resolve(
    vscode.window.withProgress(
      {
        location: vscode.ProgressLocation.Window,
        title: 'Better GPT: reading folders',
        cancellable: true,
      },
      (_, token) => collect(uris, token),
    ),
  );

async function collect(uris: vscode.Uri[], token: vscode.CancellationToken): Promise<Collected> {
  const collected: Collected = { found: [], skipped: [] };
  for (const uri of uris) {
    const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
    if (!stat) collected.skipped.push(skip(uri, 'It is not there, or cannot be read.'));
    else if ((stat.type & vscode.FileType.Directory) === 0) collected.found.push(uri);
    else await walk(uri, await ignoredAbove(uri), collected, token);
  }
  return collected;
}

/** The rules of one .gitignore, for paths below its folder. */
interface Rules {
  folder: string;
  rules: Ignore;
}

async function walk(
  folder: vscode.Uri,
  above: Rules[],
  collected: Collected,
  token: vscode.CancellationToken,
): Promise<void> {
  if (token.isCancellationRequested) throw new vscode.CancellationError();
  const rules = [...above, ...(await rulesOf(folder))];
  for (const [name, type] of await vscode.workspace.fs.readDirectory(folder)) {
    const uri = vscode.Uri.joinPath(folder, name);
    const isFolder = (type & vscode.FileType.Directory) !== 0;
    if (name === '.git' || isIgnored(uri, isFolder, rules)) continue;
    if (type & vscode.FileType.SymbolicLink && isFolder) continue;
    if (isFolder) await walk(uri, rules, collected, token);
    else await consider(uri, collected);
  }
}

/** Without trust nothing is looked into; what cannot be sent shows when there is trust. */
async function consider(uri: vscode.Uri, { found, skipped }: Collected): Promise<void> {
  if (!vscode.workspace.isTrusted) return void found.push(uri);
  const bytes = await readSmall(uri).catch(() => null);
  if (bytes === null) skipped.push(skip(uri, 'It cannot be read.'));
  else if (bytes === undefined) skipped.push(skip(uri, 'It is larger than 1 MB.'));
  else if (await isBinaryFile(Buffer.from(bytes), { size: bytes.length })) {
    skipped.push(skip(uri, 'It is binary, not text.'));
  } else found.push(uri);
}

const isIgnored = (uri: vscode.Uri, isFolder: boolean, all: Rules[]): boolean =>
  all.some(({ folder, rules }) => {
    const relative = uri.path.slice(folder.length + 1) + (isFolder ? '/' : '');
    return rules.ignores(relative);
  });

async function rulesOf(folder: vscode.Uri): Promise<Rules[]> {
  const file = vscode.Uri.joinPath(folder, '.gitignore');
  const bytes = await vscode.workspace.fs.readFile(file).then(undefined, () => undefined);
  if (!bytes) return [];
  return [{ folder: folder.path, rules: ignore().add(new TextDecoder().decode(bytes)) }];
}

/** The .gitignore files between the workspace folder and this one. */
async function ignoredAbove(folder: vscode.Uri): Promise<Rules[]> {
  const root = vscode.workspace.getWorkspaceFolder(folder)?.uri;
  if (!root || root.path === folder.path) return [];
  const names = folder.path
    .slice(root.path.length + 1)
    .split('/')
    .slice(0, -1);
  const folders = names.reduce<vscode.Uri[]>(
    (all, name) => [...all, vscode.Uri.joinPath(all.at(-1) ?? root, name)],
    [root],
  );
  return (await Promise.all(folders.map(rulesOf))).flat();
}

const skip = (uri: vscode.Uri, why: string) => ({ uri: uri.toString(), why });

async function isWanted(count: number): Promise<boolean> {
  const attach = `Attach ${count} Files`;
  const question = `These folders have ${count} files. All of them are read and sent with every message.`;
  return (await vscode.window.showWarningMessage(question, { modal: true }, attach)) === attach;
}
