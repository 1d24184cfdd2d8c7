import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The page of every webview: no inline script or style, no network, nothing but what the VSIX brought. */
export function page(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const file = (name: string) =>
    webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', name)).toString();
  const policy = [
    `default-src 'none'`,
    `style-src ${webview.cspSource}`,
    `font-src ${webview.cspSource}`,
    // Pictures come by messages, as bytes.
    `img-src blob:`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <link rel="stylesheet" href="${file('codicon.css')}" />
    <link rel="stylesheet" href="${file('webview.css')}" />
    <title>Better GPT</title>
  </head>
  <body>
    <div id="root"></div>
    <script nonce="${nonce}" src="${file('webview.js')}"></script>
  </body>
</html>`;
}

export const webviewOptions = (extensionUri: vscode.Uri): vscode.WebviewOptions => ({
  enableScripts: true,
  localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
});
