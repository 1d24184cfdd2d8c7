import * as vscode from 'vscode';
import type { App } from '../app';

/** What a view offers with a library that cannot be opened, or not be changed. */
export async function helpLibrary(
  app: App,
  by: 'tryingAgain' | 'restoring' | 'another',
): Promise<void> {
  if (by === 'tryingAgain') return app.whileClosed(() => Promise.resolve());
  await vscode.commands.executeCommand(
    by === 'restoring' ? 'betterGpt.restore' : 'betterGpt.openOtherLibrary',
  );
}
