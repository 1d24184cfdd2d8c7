import * as vscode from 'vscode';

export const SIDEBAR_ID = 'betterGpt.sidebar';

export const showSidebar = (): Thenable<unknown> =>
  vscode.commands.executeCommand(`${SIDEBAR_ID}.focus`);

/** VS Code's own `focusedView` does not know of a focus inside of a webview. */
export const setSidebarFocused = (focused: boolean): Thenable<unknown> =>
  vscode.commands.executeCommand('setContext', 'betterGpt.sidebarFocused', focused);
