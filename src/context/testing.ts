import { onTestFinished } from 'vitest';
import { attachFiles, listFiles } from '../db/files';
import { createProjectWithChat } from '../db/projects';
import type { FileRow } from '../db/shapes';
import { openTestLibrary } from '../db/testing';
import { readAttachments } from './attachments';
import { FileMissing, type FileSource } from './fileSource';

/** By uri; a function may refuse. */
export type Contents = Record<string, string | Uint8Array | (() => never)>;

/** Files that are what `contents` says at the moment of reading. */
export function filesOf(contents: Contents = {}): FileSource {
  const bytes = (uri: string) => {
    const content = contents[uri];
    if (content === undefined) throw new FileMissing();
    return typeof content === 'function' ? content() : Buffer.from(content);
  };
  return {
    isTrusted: () => true,
    size: async (uri) => bytes(uri).length,
    read: async (uri) => bytes(uri),
  };
}

/** A project in a real library whose attached files have these contents. Their uris are their paths. */
export async function openTestProject(
  contents: Contents,
  modes: Record<string, FileRow['mode']> = {},
) {
  const library = await openTestLibrary();
  onTestFinished(() => library.close());
  const { db } = library;
  const { project, chat } = await createProjectWithChat(db, { name: 'Test' });
  const source = filesOf(contents);
  const attach = (path: string) =>
    attachFiles(db, project.id, [{ uri: path, path, mode: modes[path] }]);
  for (const path of Object.keys(contents)) await attach(path);
  const rows = () => listFiles(db, project.id);
  return {
    ...library,
    projectId: project.id,
    chatId: chat.id,
    source,
    attach,
    rows,
    read: async (from: FileSource = source) => readAttachments(db, from, await rows()),
  };
}
