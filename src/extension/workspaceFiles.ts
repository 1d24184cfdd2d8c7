import path from 'node:path';
import * as vscode from 'vscode';
import { FileMissing } from '../context/fileSource';
import type { DatedFileSource, FileStat } from '../context/keptFiles';

/** Attached files through VS Code's file systems, so that remote and virtual ones work as local ones do. */
export class WorkspaceFiles implements DatedFileSource {
  isTrusted(): boolean {
    return vscode.workspace.isTrusted;
  }

  async size(uri: string): Promise<number> {
    return (await this.stat(uri)).size;
  }

  async stat(uri: string): Promise<FileStat> {
    const { size, mtime, type } = await orMissing(vscode.workspace.fs.stat(vscode.Uri.parse(uri)));
    if ((type & vscode.FileType.Directory) !== 0) throw new Error('it is a folder now');
    return { size, mtime };
  }

  read(uri: string): Promise<Uint8Array> {
    return orMissing(vscode.workspace.fs.readFile(vscode.Uri.parse(uri)));
  }
}

async function orMissing<T>(reading: Thenable<T>): Promise<T> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') {
      throw new FileMissing();
    }
    if (error instanceof vscode.FileSystemError && error.code === 'NoPermissions') {
      throw new Error('there is no permission to read it');
    }
    throw error;
  }
}

/** What the user and the model see: relative to the workspace folder, named when there are several. */
export function displayPath(uri: vscode.Uri): string {
  const relative = vscode.workspace.asRelativePath(uri);
  const isOutside = relative === uri.fsPath || relative === uri.toString();
  return isOutside ? path.posix.basename(uri.path) : relative;
}

/** Calls back with the uri of every file of the workspace that appears, changes or goes. */
export function watchFiles(changed: (uri: string) => void): vscode.Disposable {
  const watcher = vscode.workspace.createFileSystemWatcher('**/*');
  const report = (uri: vscode.Uri) => changed(uri.toString());
  return vscode.Disposable.from(
    watcher,
    watcher.onDidChange(report),
    watcher.onDidCreate(report),
    watcher.onDidDelete(report),
  );
}
