import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import type { PictureFile } from '../../protocol/api';
import type { App } from '../app';
import { chooseFiles, report } from '../ask';
import { attachUris } from '../attach';

/** What the view can make fit; what it cannot decode it says itself. */
const ENDINGS = ['png', 'jpg', 'jpeg', 'gif', 'webp', 'bmp', 'avif'];
/** An SVG is a text, which can be attached. */
const isPicture = ({ path }: vscode.Uri) => /\.(png|jpe?g|gif|webp|bmp|avif)$/i.test(path);

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

export const pickFiles = (app: App, projectId: string): Promise<PictureFile[]> =>
  orNothing(async () => takeFiles(app, projectId, await chooseFiles()));

/** From the explorer. */
export function dropFiles(app: App, projectId: string, dropped: string[]): Promise<PictureFile[]> {
  const uris = dropped.filter((uri) => /^[a-z][\w+.-]*:/i.test(uri));
  return orNothing(() =>
    takeFiles(
      app,
      projectId,
      uris.map((uri) => vscode.Uri.parse(uri)),
    ),
  );
}

/** Pictures go with the message, other files and folders are attached to the project. */
async function takeFiles(app: App, projectId: string, uris: vscode.Uri[]): Promise<PictureFile[]> {
  const others = uris.filter((uri) => !isPicture(uri));
  if (others.length > 0) report(await attachUris(app, projectId, others, { ask: true }));
  return readAll(uris.filter(isPicture));
}

/** Whoever leaves a question unanswered has not failed at anything. */
async function orNothing(work: () => Promise<PictureFile[]>): Promise<PictureFile[]> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof vscode.CancellationError) return [];
    throw error;
  }
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
