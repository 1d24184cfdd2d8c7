import { readdir, readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { LIBRARY_NAME, type StorageFolders } from './location';
import type { RunJob } from './maintenance';
import type { LibraryFacts } from './otherLibrariesReading';

/**
 * Libraries beside this one, in the storage that VS Code gave other workspaces and the one for all windows. What they
 * are is what they say of themselves: the folders' names say nothing. The last used first; empty ones are left out.
 */
export async function findLibraries(
  { workspace, global }: StorageFolders,
  ours: string,
  run: RunJob,
): Promise<LibraryFacts[]> {
  const files = (await candidates(workspace, global)).filter(
    (file) => path.resolve(file) !== path.resolve(ours),
  );
  const libraries = await run('identify', { files });
  return libraries
    .filter(({ projects }) => projects > 0)
    .toSorted((a, b) => b.lastActive - a.lastActive);
}

/** `…/workspaceStorage/<workspace>/<extension>/library.db` and `…/globalStorage/<extension>/library.db`. */
async function candidates(workspace: string | undefined, global: string): Promise<string[]> {
  const extension = path.basename(global);
  const roots = [path.join(path.dirname(path.dirname(global)), 'workspaceStorage')];
  if (workspace !== undefined) roots.push(path.dirname(path.dirname(workspace)));
  const folders = await Promise.all(
    [...new Set(roots)].map(async (root) =>
      (await readdir(root).catch(() => [])).map((name) => path.join(root, name, extension)),
    ),
  );
  const files = [...folders.flat(), global].map((folder) => path.join(folder, LIBRARY_NAME));
  const present = await Promise.all(files.map(isThere));
  return files.filter((_, index) => present[index]);
}

const isThere = (file: string) =>
  stat(file).then(
    () => true,
    () => false,
  );

/** The workspace that a window has open. */
export interface Workspace {
  /** A uri. */
  folder: string;
  remote: string;
}

/**
 * Those whose folder is gone and that were made for a folder of this name, or of the same repository: what a
 * workspace leaves behind when it is renamed or moved.
 */
export async function leftBehind(
  libraries: LibraryFacts[],
  { folder, remote }: Workspace,
): Promise<LibraryFacts[]> {
  const alike = libraries.filter(
    (library) =>
      library.origin !== '' &&
      library.origin !== folder &&
      (nameOf(library.origin) === nameOf(folder) || (remote !== '' && library.remote === remote)),
  );
  const gone = await Promise.all(
    alike.map(async ({ origin }) => (await folderState(origin)) === 'gone'),
  );
  return alike.filter((_, index) => gone[index]);
}

const nameOf = (uri: string) => uri.replace(/\/+$/, '').split('/').at(-1);

/** Of a folder on another machine nothing is known. */
export async function folderState(uri: string): Promise<'there' | 'gone' | 'unknown'> {
  if (!uri.startsWith('file:')) return 'unknown';
  try {
    await stat(fileURLToPath(uri));
    return 'there';
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : '';
    return code === 'ENOENT' || code === 'ENOTDIR' ? 'gone' : 'unknown';
  }
}

/** Where this folder's repository comes from; empty when it has none. */
export async function remoteOf(folder: string): Promise<string> {
  const config = await readFile(path.join(folder, '.git', 'config'), 'utf8').catch(() => '');
  const [, section = ''] = /^\[remote "origin"\]([^[]*)/m.exec(config) ?? [];
  return /^\s*url\s*=\s*(.+?)\s*$/m.exec(section)?.[1] ?? '';
}
