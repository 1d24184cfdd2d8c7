import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { called } from './called';

/** The last of the suite: its name sorts after the others. */
suite('The commands', () => {
  test('every one there is has been called', () => {
    const extension = vscode.extensions.getExtension('better-gpt.better-gpt');
    const manifest = extension?.packageJSON as { contributes: { commands: { command: string }[] } };
    const contributed = manifest.contributes.commands.map(({ command }) => command);
    assert.deepEqual([...called].sort(), contributed.sort());
  });
});
