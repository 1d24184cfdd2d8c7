import { type ExtensionContext, ExtensionMode } from 'vscode';
import { type App, createApp } from './app';
import { registerCommands } from './commands';
import { registerReceipts } from './receipts';
import { registerSidebar } from './sidebar';
import { registerStatusBar } from './statusBar';

let app: App | undefined;

/** Nothing here waits for the library: it opens on its own thread while the window goes on. */
export function activate(context: ExtensionContext): App | undefined {
  app = createApp(context);
  context.subscriptions.push(
    registerSidebar(app),
    app.panels.register(),
    registerReceipts(app),
    registerStatusBar(app),
    ...registerCommands(app),
  );
  app.begin();
  return context.extensionMode === ExtensionMode.Test ? app : undefined;
}

/** VS Code waits for this promise; it does not wait for subscriptions. */
export const deactivate = (): Promise<void> | undefined => app?.close();
