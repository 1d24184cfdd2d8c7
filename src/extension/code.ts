import * as vscode from 'vscode';
import { UserError } from '../db/userError';
import type { Place } from '../protocol/api';
import type { App } from './app';
import { regionOf } from './codeRegion';
import { findFile, newFile } from './links';
import { type Change, isProposal } from './proposals';

/** The one that was used last, of those that can be seen and written to. */
const textEditor = () =>
  [vscode.window.activeTextEditor, ...vscode.window.visibleTextEditors].find(
    (editor) => editor && !isProposal(editor.document.uri),
  );

/** Code of an answer, at the cursor or in place of what is selected; in a new file where there is no editor. */
export async function insertCode(code: string, language: string): Promise<void> {
  const editor = textEditor();
  if (!editor) {
    const known = (await vscode.languages.getLanguages()).includes(language);
    const content = known ? { content: code, language } : { content: code };
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(content));
    return;
  }
  const inserted = await editor.insertSnippet(new vscode.SnippetString().appendText(code));
  if (!inserted) throw new UserError('This editor cannot be written to.');
  await vscode.window.showTextDocument(editor.document, editor.viewColumn);
}

/**
 * Code of an answer into the file that it names, else into the editor: where it belongs, else the whole file, or at the
 * cursor. Nothing is written before the user has seen the difference.
 */
export async function applyCode(
  app: App,
  { code, file }: { code: string; file: string | null },
  place: Place,
): Promise<void> {
  const found = file === null ? textEditor()?.document.uri : await findFile(app, file, place);
  if (found) return app.proposals.show(await changeOf(found, code, file !== null));
  const created = file === null ? undefined : newFile(file);
  if (!created) throw new UserError('Open the file that this code is for, then apply it again.');
  await app.proposals.show({ file: created, before: undefined, after: withLineEnd(code) });
}

async function changeOf(file: vscode.Uri, code: string, isNamed: boolean): Promise<Change> {
  const document = await vscode.workspace.openTextDocument(file);
  const before = document.getText();
  const region = regionOf(before, code);
  const selection = isNamed ? undefined : textEditor()?.selection;
  if (!region && !selection) return { file, before, after: withLineEnd(code) };
  const range = region ? new vscode.Range(region.first, 0, region.end, 0) : selection;
  const [start, end] = [range?.start, range?.end].map((at) => at && document.offsetAt(at));
  return {
    file,
    before,
    after: before.slice(0, start) + (region?.text ?? code) + before.slice(end),
  };
}

const withLineEnd = (code: string) => (code.endsWith('\n') ? code : `${code}\n`);
