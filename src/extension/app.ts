import path from 'node:path';
import * as vscode from 'vscode';
import { Answers } from '../chat/answers';
import { recoverAnswers, thisProcess } from '../chat/recovery';
import { searchProvider, SEARCH_ID } from '../context/search';
import { type Library, openLibrary } from '../db/open';
import { parseModelId } from '../models/modelId';
import { createTokenCounter, type TokenCounter } from '../models/tokens';
import { AttachmentViews } from './attachmentViews';
import { Eraser } from './eraser';
import { Models } from './models/models';
import { Panels } from './panels';
import { CurrentPlace } from './place';
import { Reporter } from './reporter';
import { watchFiles, WorkspaceFiles } from './workspaceFiles';
import { serveSurface } from './surface';
import { Webviews } from './webviews';

/** What needs the library. */
export interface Services extends Library {
  answers: Answers;
  attachments: AttachmentViews;
}

/** What lives as long as the window. Commands and handlers get it as their first argument. */
export interface App {
  readonly context: vscode.ExtensionContext;
  readonly reporter: Reporter;
  readonly webviews: Webviews;
  readonly place: CurrentPlace;
  readonly models: Models;
  readonly panels: Panels;
  readonly eraser: Eraser;
  readonly onDidChangeProject: vscode.Event<string>;
  services(): Promise<Services>;
  /** Tells everybody that a project is no longer what it was. */
  projectChanged(projectId: string): void;
  chatChanged(place: { projectId: string; chatId: string }): void;
  trashChanged(): void;
  /** Opens the library without anybody waiting for it. */
  begin(): void;
  close(): Promise<void>;
}

export function createApp(context: vscode.ExtensionContext): App {
  const reporter = new Reporter();
  const webviews = new Webviews();
  const place = new CurrentPlace(context.workspaceState, webviews.publish);
  const models = new Models(context.secrets, distFile(context, 'models.js'));
  const tokens = createTokenCounter(distFile(context, 'tokenizer.js'));
  const trashChanged = () => webviews.publish('trashChanged', {});
  const eraser = new Eraser(reporter, trashChanged);
  context.subscriptions.push(reporter, place, models, eraser);
  models.onDidChange(() => webviews.publish('modelChanged', {}));

  let opening: Promise<Services> | undefined;
  /** The library is opened once; after a failure the next one who needs it tries again. */
  const services = () => {
    opening ??= openServices().catch((error: unknown) => {
      opening = undefined;
      throw error;
    });
    return opening;
  };

  async function openServices(): Promise<Services> {
    const library = await openLibrary({
      file: await libraryFile(context),
      migrationsFolder: context.asAbsolutePath('drizzle'),
      workerFile: distFile(context, 'dbWorker.js'),
      origin: vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? '',
    });
    const files = new WorkspaceFiles();
    const { publish } = webviews;
    const { db } = library;
    const answers = new Answers({
      db,
      files,
      publish,
      owner: thisProcess(),
      log: reporter.log,
      findProvider: async (modelId, { projectId, chatId }) =>
        parseModelId(modelId).provider === SEARCH_ID
          ? searchProvider(db, projectId, chatId)
          : models.find(modelId),
    });
    const attachments = new AttachmentViews(db, files, tokens, publish, reporter.log);
    context.subscriptions.push(watchFiles(attachments.fileChanged));
    if (library.readOnly === null) {
      await recover(library.db);
      eraser.watch(library.db);
    }
    return { ...library, answers, attachments };
  }

  async function recover(db: Library['db']): Promise<void> {
    const { chatIds, alive } = await recoverAnswers(db);
    for (const chatId of chatIds) webviews.publish('branchChanged', { chatId });
    if (alive.length === 0) return;
    const again = setTimeout(() => void recover(db).catch(reporter.log), RECOVER_AGAIN);
    context.subscriptions.push({ dispose: () => clearTimeout(again) });
  }

  const projectEvents = new vscode.EventEmitter<string>();
  const chatChanged = ({ projectId, chatId }: { projectId: string; chatId: string }) =>
    webviews.publish('chatsChanged', { projectId, chatId });

  const app: App = {
    context,
    reporter,
    webviews,
    place,
    models,
    panels: new Panels((surface, gone) => serveSurface(app, surface, gone), webviews.publish),
    eraser,
    services,
    onDidChangeProject: projectEvents.event,
    projectChanged: (projectId: string) => {
      webviews.publish('projectsChanged', { projectId });
      projectEvents.fire(projectId);
    },
    chatChanged,
    trashChanged,
    begin: () => void reporter.guard(services),
    close: () => closeAll(opening, tokens),
  };
  return app;
}

/** An answer whose window may be dying is looked at again after this time, in milliseconds. */
const RECOVER_AGAIN = 60_000;

const distFile = (context: vscode.ExtensionContext, name: string) =>
  path.join(context.extensionPath, 'dist', name);

async function libraryFile({ storageUri, globalStorageUri }: vscode.ExtensionContext) {
  const folder = storageUri ?? globalStorageUri;
  await vscode.workspace.fs.createDirectory(folder);
  return path.join(folder.fsPath, 'library.db');
}

async function closeAll(
  opening: Promise<Services> | undefined,
  tokens: TokenCounter,
): Promise<void> {
  const services = await opening?.catch(() => undefined);
  await services?.answers.stopAll();
  await Promise.all([services?.close(), tokens.close()]);
}
