import type * as vscode from 'vscode';
import { type Place, requests, type Start } from '../protocol/api';
import type { App } from './app';
import { createHandlers } from './handlers';
import { offerFor } from './limits';
import { page, webviewOptions } from './page';
import { createServer } from './serve';

/** What one webview is: which surface it draws, and where it is. */
export interface Surface {
  kind: Start['surface'];
  webview: vscode.Webview;
  place(): Place;
  tab(): Start['tab'];
}

/** Gives a webview its page and answers its requests. */
export function serveSurface(app: App, surface: Surface, onDidDispose: vscode.Event<void>): void {
  const { webview } = surface;
  const { extensionUri } = app.context;
  app.webviews.add(webview, onDidDispose);
  webview.options = webviewOptions(extensionUri);
  const answer = createServer(
    requests,
    createHandlers(app, surface),
    app.reporter.describe,
    offerFor,
  );
  webview.onDidReceiveMessage(async (message: unknown) => {
    const reply = await answer(message);
    if (reply) await webview.postMessage(reply);
  });
  webview.html = page(webview, extensionUri);
}
