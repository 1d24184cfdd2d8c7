import * as vscode from 'vscode';
import type { App } from './app';
import { serveSurface } from './surface';

export const SIDEBAR_ID = 'betterGpt.sidebar';

/** VS Code may throw the view away and build it again at any time. */
export const registerSidebar = (app: App): vscode.Disposable =>
  vscode.window.registerWebviewViewProvider(SIDEBAR_ID, {
    resolveWebviewView(view) {
      const surface = {
        kind: 'sidebar' as const,
        webview: view.webview,
        place: () => app.place.value,
        tab: () => 'overview' as const,
      };
      serveSurface(app, surface, view.onDidDispose);
    },
  });

export const showSidebar = (): Thenable<unknown> =>
  vscode.commands.executeCommand(`${SIDEBAR_ID}.focus`);
