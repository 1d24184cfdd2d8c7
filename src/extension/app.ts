import * as vscode from 'vscode';
import { createTokenCounter } from '../models/tokens';
import type { Jump } from '../protocol/api';
import { followChat, followProject } from './followChanges';
import { runCommand } from './commands';
import { Eraser } from './eraser';
import { registerLocation } from './library/location';
import { offerLeftBehind } from './library/otherLibraries';
import { askLimit, changeLimit, followLimits } from './limits';
import { Models } from './models/models';
import { Panels } from './panels';
import { registerPictures } from './pictures/show';
import { CurrentPlace } from './place';
import { renderReceipt } from './receipts';
import { Reporter } from './reporter';
import { Proposals } from './proposals';
import { readResponse } from './responses';
import { distFile, LibraryServices, type Services } from './services';
import { fillSidebar } from './sidebar';
import { registerStatusBar } from './statusBar';
import { serveSurface } from './surface';
import { followTheme } from './theme/themeColours';
import { Webviews } from './webviews';

export type { Services };

/** What lives as long as the window. Commands and handlers get it as their first argument. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly reporter: Reporter;
  readonly webviews: Webviews;
  readonly place: CurrentPlace;
  readonly models: Models;
  readonly panels: Panels;
  readonly eraser: Eraser;
  readonly proposals: Proposals;
  readonly onDidChangeProject: vscode.Event<string>;
  services(): Promise<Services>;
  /** Closes the library, does this, and opens what is then the library; everybody else waits. */
  whileClosed(work: () => Promise<void>): Promise<void>;
  /** Tells everybody that a project is no longer what it was. */
  projectChanged(projectId: string): void;
  chatChanged(place: { projectId: string; chatId: string }): void;
  trashChanged(): void;
  /** Names the last time that the search was asked for. */
  readonly searchAsked: { id: string | null };
  /** By chat, what its editor was last asked to show. */
  readonly jumps: Map<string, Jump>;
  runCommand(id: string, args: unknown[]): Promise<unknown>;
  showSidebar(view: vscode.WebviewView): void;
  renderReceipt(uri: vscode.Uri): Promise<string>;
  readResponse(uri: vscode.Uri): Promise<string>;
  close(): Promise<void>;
}

export function createApp(context: vscode.ExtensionContext): App {
  const reporter = new Reporter();
  const webviews = new Webviews();
  const place = new CurrentPlace(context.workspaceState, webviews.publish);
  const bundles = {
    models: distFile(context, 'models.js'),
    prices: distFile(context, 'prices.js'),
    ownFetch: distFile(context, 'ownFetch.js'),
  };
  const models = new Models(context.secrets, bundles, context.globalState);
  const tokens = createTokenCounter(distFile(context, 'tokenizer.js'));
  const trashChanged = () => webviews.publish('trashChanged', {});
  const eraser = new Eraser(reporter, trashChanged);
  const proposals = new Proposals();
  context.subscriptions.push(reporter, place, models, eraser, proposals);
  models.onDidChange(() => webviews.publish('modelChanged', {}));

  const projectEvents = new vscode.EventEmitter<string>();
  const chatChanged = ({ projectId, chatId }: { projectId: string; chatId: string }) =>
    webviews.publish('chatsChanged', { projectId, chatId });

  const projectChanged = (projectId: string) => {
    webviews.publish('projectsChanged', { projectId });
    projectEvents.fire(projectId);
  };
  const library = new LibraryServices({
    ...{ context, reporter, webviews, models, tokens, eraser, projectChanged, trashChanged },
    askLimit: (question) => askLimit(question, (projectId) => changeLimit(app, projectId)),
  });

  const app: App = {
    context,
    reporter,
    webviews,
    place,
    models,
    panels: new Panels(
      (surface, gone) => serveSurface(app, surface, gone),
      webviews.publish,
      (webview, at) => webviews.publishTo(webview)('placeChanged', at),
    ),
    eraser,
    proposals,
    services: library.get,
    whileClosed: library.whileClosed,
    onDidChangeProject: projectEvents.event,
    projectChanged,
    chatChanged,
    trashChanged,
    searchAsked: { id: null },
    jumps: new Map(),
    runCommand: (id, args) => runCommand(app, id, args),
    showSidebar: (view) => fillSidebar(app, view),
    renderReceipt: (uri) => renderReceipt(app, uri),
    readResponse: (uri) => readResponse(app, uri),
    close: async () => {
      await library.close();
      await tokens.close();
    },
  };
  context.subscriptions.push(registerStatusBar(app), registerLocation(app), followTheme(app));
  context.subscriptions.push(registerPictures(app), followLimits(webviews));
  context.subscriptions.push(
    vscode.workspace.onDidChangeConfiguration((change) => {
      if (change.affectsConfiguration('betterGpt.trash')) trashChanged();
    }),
  );
  app.onDidChangeProject((projectId) => {
    void followProject(app, projectId).catch(reporter.log);
  });
  webviews.whenChatsChange((chatId) => void followChat(app, chatId).catch(reporter.log));
  // Opened at once, on its own thread; nobody waits for it here.
  void reporter.guard(library.get).then(() => offerLeftBehind(app).catch(reporter.log));
  return app;
}
