import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';

suite('The extension', () => {
  test('is found by VS Code', () => {
    assert.ok(vscode.extensions.getExtension('better-gpt.better-gpt'));
  });
});
