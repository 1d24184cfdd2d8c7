import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import type { PictureFile } from '../../protocol/api';
import type { App } from '../app';
import { report } from '../ask';
import { attachUris } from '../attach';

/** What the view can make fit; what it cannot decode it says itself. */
const ENDINGS = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'avif'];
const isPicture = ({ path }: vscode.Uri) => /\.(png|jpe?g|gif|webp|bmp|avif|svg)$/i.test(path);

/** A photo of today has some 10 MB. */
const FILE_BYTES = 30_000_000;

export async function pickPictures(): Promise<PictureFile[]> {
  const uris = await vscode.window.showOpenDialog({
    title: 'Add Pictures to the Message',
    openLabel: 'Add',
    canSelectMany: true,
    filters: { Pictures: ENDINGS },
  });
  return readAll(uris ?? []);
}

/** From the explorer: files that are no pictures are attached to the project. */
export async function dropFiles(
  app: App,
  projectId: string,
  dropped: string[],
): Promise<PictureFile[]> {
  const uris = dropped
    .filter((uri) => /^[a-z][\w+.-]*:/i.test(uri))
    .map((uri) => vscode.Uri.parse(uri));
  const others = uris.filter((uri) => !isPicture(uri));
  if (others.length > 0) report(await attachUris(app, projectId, others, { ask: true }));
  return readAll(uris.filter(isPicture));
}

async function readAll(uris: vscode.Uri[]): Promise<PictureFile[]> {
  const read: PictureFile[] = [];
  for (const uri of uris) read.push(await readPictureFile(uri));
  return read;
}

async function readPictureFile(uri: vscode.Uri): Promise<PictureFile> {
  const name = uri.path.split('/').at(-1) ?? '';
  const stat = await vscode.workspace.fs.stat(uri).then(undefined, () => undefined);
  if (!stat) throw new UserError(`“${name}” cannot be read.`);
  if (stat.size > FILE_BYTES) {
    const megabytes = Math.round(stat.size / 1_000_000);
    throw new UserError(`“${name}” has ${megabytes} MB; a picture may have 30 MB.`);
  }
  const bytes = await vscode.workspace.fs.readFile(uri);
  return { name, data: Buffer.from(bytes).toString('base64') };
}
