import * as vscode from 'vscode';
import * as z from 'zod';
import { FILE_MODES } from '../../db/schema';
import type { App } from '../app';
import { attachSelection as attachText, attachUris } from '../attach';
import * as ask from '../ask';
import { UserError } from '../../db/userError';
import { argument, Id } from './arguments';

const isUri = (value: unknown): value is vscode.Uri => value instanceof vscode.Uri;
const UriArgument = z.custom<vscode.Uri>(isUri, 'A uri is expected.');

const Attach = z.object({
  projectId: Id.optional(),
  uris: z.array(z.union([z.string(), UriArgument])).optional(),
  mode: z.enum(FILE_MODES).optional(),
});

export async function attachCurrentFile(app: App, arg: unknown) {
  const given = argument(Attach, arg);
  const projectId = await projectFor(app, given);
  // From an editor's menu VS Code passes the editor's own file, which need not be the active one.
  if (isUri(arg)) return ask.report(await attachUris(app, projectId, [arg]));
  return ask.attachCurrentFile(app, projectId);
}

export async function attachOpenFiles(app: App, arg: unknown) {
  return ask.attachOpenFiles(app, await projectFor(app, argument(Attach, arg)));
}

export async function attachSelection(app: App, arg: unknown) {
  const projectId = await projectFor(app, argument(Attach, arg));
  const editor = vscode.window.activeTextEditor;
  if (!editor) throw new UserError('Open a file in an editor and select some text first.');
  return attachText(app, projectId, editor);
}

/** From the explorer's menu: the item clicked, then all that are selected. */
export async function attachFiles(app: App, arg: unknown, selected?: unknown) {
  const given = argument(Attach, arg);
  const projectId = await projectFor(app, given);
  const mode = given?.mode;
  if (given?.uris) return attachUris(app, projectId, given.uris.map(toUri), { mode });
  const clicked: unknown[] = Array.isArray(selected) ? selected : [arg];
  const uris = clicked.filter(isUri);
  if (uris.length === 0) return ask.attachFiles(app, projectId);
  return ask.report(await attachUris(app, projectId, uris, { ask: true }));
}

const toUri = (uri: string | vscode.Uri): vscode.Uri =>
  typeof uri === 'string' ? vscode.Uri.parse(uri, true) : uri;

const projectFor = async (
  app: App,
  given: { projectId?: string | undefined } | undefined,
): Promise<string> => given?.projectId ?? ask.projectOf(app, 'Attach to…');
