import * as vscode from 'vscode';
import { readBlob } from '../../db/blobs';
import { getPicture } from '../../db/images';
import { UserError } from '../../db/userError';
import type { App } from '../app';
import { fileNameOf } from './fileName';

const SCHEME = 'better-gpt-picture';

interface Content {
  mediaType: string;
  fileName: string;
  bytes: Uint8Array;
}

async function readContent(app: App, pictureId: string): Promise<Content> {
  const { db } = await app.services();
  const picture = await getPicture(db, pictureId);
  const bytes = await readBlob(db, picture.hash);
  if (!bytes) throw new UserError('This picture is no longer in the library.');
  return { mediaType: picture.mediaType, fileName: fileNameOf(picture), bytes };
}

export async function readPicture(
  app: App,
  pictureId: string,
): Promise<{ mediaType: string; data: string }> {
  const { mediaType, bytes } = await readContent(app, pictureId);
  return { mediaType, data: Buffer.from(bytes).toString('base64') };
}

/** In VS Code's own view of pictures. */
export async function openPicture(app: App, pictureId: string): Promise<void> {
  const { fileName } = await readContent(app, pictureId);
  const uri = vscode.Uri.from({ scheme: SCHEME, path: `/${pictureId}/${fileName}` });
  await vscode.commands.executeCommand('vscode.open', uri);
}

export async function savePicture(app: App, pictureId: string): Promise<void> {
  const { fileName, bytes } = await readContent(app, pictureId);
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  const uri = await vscode.window.showSaveDialog({
    title: 'Save Picture',
    defaultUri: folder ? vscode.Uri.joinPath(folder, fileName) : vscode.Uri.file(fileName),
  });
  if (!uri) throw new vscode.CancellationError();
  await vscode.workspace.fs.writeFile(uri, bytes);
}

/** The library's pictures as files that can be looked at and no more. */
export function registerPictures(app: App): vscode.Disposable {
  const never = () => {
    throw vscode.FileSystemError.NoPermissions('Pictures of the library cannot be changed.');
  };
  const read = async ({ path }: vscode.Uri): Promise<Uint8Array> => {
    try {
      return (await readContent(app, path.split('/')[1] ?? '')).bytes;
    } catch (error) {
      if (error instanceof UserError) throw vscode.FileSystemError.FileNotFound(error.message);
      throw error;
    }
  };
  const provider: vscode.FileSystemProvider = {
    onDidChangeFile: new vscode.EventEmitter<vscode.FileChangeEvent[]>().event,
    watch: () => new vscode.Disposable(() => {}),
    stat: async (uri) => {
      const { length: size } = await read(uri);
      return { type: vscode.FileType.File, ctime: 0, mtime: 0, size };
    },
    readFile: read,
    readDirectory: () => [],
    createDirectory: never,
    writeFile: never,
    delete: never,
    rename: never,
  };
  return vscode.workspace.registerFileSystemProvider(SCHEME, provider, { isReadonly: true });
}
