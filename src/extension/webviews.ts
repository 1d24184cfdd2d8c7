import type * as vscode from 'vscode';
import type { events } from '../protocol/api';
import type { Publish, ToWebview } from '../protocol/rpc';

/** Every webview now on screen. Hidden ones miss events and begin anew when they return. */
export class Webviews {
  private readonly live = new Set<vscode.Webview>();
  private readonly chatListeners: ((chatId: string) => void)[] = [];

  add(webview: vscode.Webview, onDidDispose: vscode.Event<void>): void {
    this.live.add(webview);
    onDidDispose(() => this.live.delete(webview));
  }

  publish: Publish<typeof events> = (name, payload) => {
    this.post(undefined, name, payload);
    if (name !== 'chatsChanged' || !('chatId' in payload) || !payload.chatId) return;
    for (const listener of this.chatListeners) listener(payload.chatId);
  };

  /** To one of them alone. */
  publishTo =
    (webview: vscode.Webview): Publish<typeof events> =>
    (name, payload) =>
      void webview.postMessage({ type: 'event', name, payload } satisfies ToWebview);

  /** What the host itself follows of what the webviews are told. */
  whenChatsChange(listener: (chatId: string) => void): void {
    this.chatListeners.push(listener);
  }

  /** To every webview but the one that knows already. */
  publishExcept =
    (except: vscode.Webview): Publish<typeof events> =>
    (name, payload) =>
      this.post(except, name, payload);

  private post(except: vscode.Webview | undefined, name: string, payload: unknown): void {
    const message: ToWebview = { type: 'event', name, payload };
    for (const webview of this.live) {
      // A webview that is gone before the message arrives needs it no more.
      if (webview !== except) void webview.postMessage(message);
    }
  }
}
