import type * as vscode from 'vscode';
import type { App } from './app';
import { setSidebarFocused } from './showSidebar';
import { serveSurface } from './surface';

/** VS Code may throw the view away and build it again at any time. */
export function fillSidebar(app: App, view: vscode.WebviewView): void {
  const surface = {
    kind: 'sidebar' as const,
    webview: view.webview,
    place: () => app.place.value,
    tab: () => 'overview' as const,
  };
  serveSurface(app, surface, view.onDidDispose);
  // A view that goes does not say that it lost the focus.
  view.onDidChangeVisibility(() => void (view.visible || setSidebarFocused(false)));
  view.onDidDispose(() => void setSidebarFocused(false));
}
