import * as vscode from 'vscode';

export const SIDEBAR_ID = 'betterGpt.sidebar';

export const showSidebar = (): Thenable<unknown> =>
  vscode.commands.executeCommand(`${SIDEBAR_ID}.focus`);
