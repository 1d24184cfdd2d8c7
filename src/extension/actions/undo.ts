import * as vscode from 'vscode';
import type { App } from '../app';

/**
 * Says what was done, and takes it back when the user asks for that. Resolves when the notification is gone:
 * nobody has to wait for it.
 */
export async function offerUndo(
  app: App,
  sentence: string,
  undo: () => Promise<void>,
): Promise<void> {
  await app.reporter.guard(async () => {
    if (await vscode.window.showInformationMessage(sentence, 'Undo')) await undo();
  });
}

/** Where the window is now, to go back to. Whoever has gone elsewhere meanwhile stays there. */
export function rememberPlace({ place }: App) {
  const before = place.value;
  return {
    before,
    /** To be called when the action has taken the window elsewhere. Returns the way back. */
    left: () => {
      const { projectId, chatId } = place.value;
      return async () => {
        const now = place.value;
        if (now.projectId === projectId && now.chatId === chatId) await place.goTo(before);
      };
    },
  };
}
