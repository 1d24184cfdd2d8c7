import { createRequire } from 'node:module';
import * as vscode from 'vscode';
import type { App } from './app';

const load = createRequire(__filename);

let app: App | undefined;

/**
 * Only the doors: what VS Code must know at once. Everything behind them is a bundle of its own, loaded when
 * somebody comes through one, or right after activation, so that no window waits for it.
 */
export function activate(context: vscode.ExtensionContext): App | undefined {
  const open = () => (app ??= (load('./app.js') as typeof import('./app')).createApp(context));
  const revive: vscode.WebviewPanelSerializer = {
    deserializeWebviewPanel: async (panel, state: unknown) => open().panels.revive(panel, state),
  };
  context.subscriptions.push(
    ...commandIds(context).map((id) =>
      vscode.commands.registerCommand(id, (...args: unknown[]) => open().runCommand(id, args)),
    ),
    vscode.window.registerWebviewViewProvider('betterGpt.sidebar', {
      resolveWebviewView: (view) => open().showSidebar(view),
    }),
    vscode.window.registerWebviewPanelSerializer('betterGpt.project', revive),
    vscode.window.registerWebviewPanelSerializer('betterGpt.chat', revive),
    vscode.window.registerWebviewPanelSerializer('betterGpt.trash', revive),
    vscode.window.registerWebviewPanelSerializer('betterGpt.usage', revive),
    vscode.workspace.registerTextDocumentContentProvider('better-gpt-receipt', {
      provideTextDocumentContent: (uri) => open().renderReceipt(uri),
    }),
    vscode.workspace.registerTextDocumentContentProvider('better-gpt-response', {
      provideTextDocumentContent: (uri) => open().readResponse(uri),
    }),
  );
  if (context.extensionMode === vscode.ExtensionMode.Test) return open();
  const soon = setImmediate(open);
  context.subscriptions.push({ dispose: () => clearImmediate(soon) });
  return undefined;
}

/** VS Code waits for this promise; it does not wait for subscriptions. */
export const deactivate = (): Promise<void> | undefined => app?.close();

function commandIds({ extension }: vscode.ExtensionContext): string[] {
  const manifest = extension.packageJSON as { contributes: { commands: { command: string }[] } };
  return manifest.contributes.commands.map(({ command }) => command);
}
