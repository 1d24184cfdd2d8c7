import path from 'node:path';
import * as vscode from 'vscode';
import { v7 as uuidv7 } from 'uuid';
import { UserError } from '../db/userError';

/** In package.json as well: the buttons in the title of the difference depend on it. */
const SCHEME = 'better-gpt-code';

export const isProposal = ({ scheme }: vscode.Uri): boolean => scheme === SCHEME;

export interface Change {
  file: vscode.Uri;
  /** All of the file, as it is and as it would be; it is none so far where `before` is undefined. */
  before: string | undefined;
  after: string;
}

/** Code of answers that is looked at as a difference before it is written. */
export class Proposals implements vscode.TextDocumentContentProvider, vscode.Disposable {
  private readonly changes = new Map<string, Change>();
  private readonly registration = vscode.workspace.registerTextDocumentContentProvider(
    SCHEME,
    this,
  );

  provideTextDocumentContent(uri: vscode.Uri): string {
    return this.changes.get(uri.toString())?.after ?? '';
  }

  async show(change: Change): Promise<void> {
    const { file, before } = change;
    const proposed = vscode.Uri.from({ scheme: SCHEME, path: file.path, query: uuidv7() });
    this.changes.set(proposed.toString(), change);
    const nothing = vscode.Uri.from({ scheme: SCHEME, path: file.path });
    const left = before === undefined ? nothing : file;
    const title = `${path.posix.basename(file.path)}: with the answer’s code`;
    await vscode.commands.executeCommand('vscode.diff', left, proposed, title);
  }

  /** Writes what is on show into its file, and shows that. */
  async accept(): Promise<void> {
    const { tab, change } = this.onShow();
    const edit = new vscode.WorkspaceEdit();
    if (change.before === undefined) {
      edit.createFile(change.file, { contents: Buffer.from(change.after) });
    } else {
      const document = await vscode.workspace.openTextDocument(change.file);
      if (document.getText() !== change.before) {
        throw new UserError('The file has changed meanwhile. Apply the code once more.');
      }
      edit.replace(change.file, new vscode.Range(0, 0, document.lineCount, 0), change.after);
    }
    if (!(await vscode.workspace.applyEdit(edit))) {
      throw new UserError('The file could not be written to.');
    }
    await vscode.window.tabGroups.close(tab);
    await vscode.window.showTextDocument(change.file);
  }

  async discard(): Promise<void> {
    await vscode.window.tabGroups.close(this.onShow().tab);
  }

  dispose(): void {
    this.registration.dispose();
  }

  private onShow(): { tab: vscode.Tab; change: Change } {
    const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
    const proposed = tab?.input instanceof vscode.TabInputTextDiff && tab.input.modified;
    const change = proposed && this.changes.get(proposed.toString());
    if (!tab || !change) throw new UserError('No code of an answer is on show to be applied.');
    return { tab, change };
  }
}
