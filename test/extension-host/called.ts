import * as vscode from 'vscode';

/** Every command that some test has called; `uncalled.test.ts` compares it with those there are. */
export const called = new Set<string>();

export async function call<T>(id: string, argument?: object): Promise<T> {
  called.add(`betterGpt.${id}`);
  return vscode.commands.executeCommand<T>(`betterGpt.${id}`, argument);
}
