import path from 'node:path';
import * as vscode from 'vscode';
import { Answers, type AnswersOptions } from '../chat/answers';
import type { Billing } from '../chat/billing';
import { Limits, type LimitsOptions } from '../chat/limits';
import { recoverAnswers, thisProcess } from '../chat/recovery';
import { Titles } from '../chat/titles';
import { keepFiles } from '../context/keptFiles';
import { Previews } from '../context/preview';
import { searchProvider, SEARCH_ID } from '../context/search';
import { keepCounts } from '../context/tokenCounts';
import { sayOfLibrary } from '../db/meta';
import type { Library } from '../db/open';
import { remoteOf } from '../library/otherLibraries';
import { placeOf } from '../library/locationFileSystem';
import { BeingReplaced, type Replacing, sayClosing, untilBack } from '../library/letGo';
import { openSafely } from '../library/openSafely';
import { inodeOf, putBack } from '../library/putBack';
import { parseModelId } from '../models/modelId';
import { isKnownBlind } from '../models/sight';
import type { TokenCounter } from '../models/tokens';
import { AttachmentViews } from './attachmentViews';
import type { Eraser } from './eraser';
import { PUT_BACK, takeCare, tellReplaced } from './library/care';
import { maintenanceOf } from './library/maintenance';
import { describeMemory, watchWriting } from './library/notSaving';
import { progressWhenNeeded } from './library/progress';
import { UnsavedDrafts } from './library/unsavedDrafts';
import { followLibrary } from './library/follow';
import { libraryFile, location, rememberPlace } from './library/location';
import { readLibraryCaps } from './limits';
import type { Models } from './models/models';
import { readTitling, titleModel } from './models/titling';
import { contextOf } from './modelContext';
import type { Reporter } from './reporter';
import type { Webviews } from './webviews';
import { watchFiles, WorkspaceFiles } from './workspaceFiles';

/** What needs the library. */
export interface Services extends Library {
  answers: Answers;
  attachments: AttachmentViews;
  previews: Previews;
  limits: Limits;
  drafts: UnsavedDrafts;
  /** Asks whether the library, which is damaged, shall be repaired. */
  offerRepair(): Promise<void>;
}

interface Parts {
  context: vscode.ExtensionContext;
  reporter: Reporter;
  webviews: Webviews;
  models: Models;
  tokens: TokenCounter;
  askLimit: LimitsOptions['ask'];
  eraser: Eraser;
  projectChanged(projectId: string): void;
  trashChanged(): void;
}

type LastWork = (db: Library['db']) => Promise<void>;

interface Open extends Services {
  /** Ends what is under way, then closes the file. */
  end(last?: LastWork): Promise<void>;
}

/** The library of this window, opened once, and what works on it. */
export class LibraryServices {
  private opening: Promise<Open> | undefined;

  /** What the library before could not be given when it was closed. */
  private left: Pick<Services, 'drafts' | 'answers'> | undefined;

  constructor(private readonly parts: Parts) {}

  /** After a failure the next one who needs it tries again. */
  get = (): Promise<Services> => {
    this.opening ??= this.keep(this.open());
    return this.opening;
  };

  /**
   * Closes the library, does this, and opens what is then the library. Answers in flight are stopped and kept;
   * whoever needs the library meanwhile waits. The webviews read anew. `last` is done before it is closed.
   */
  whileClosed = async (work: () => Promise<void>, last?: LastWork): Promise<void> => {
    const before = this.opening;
    let failure: { error: unknown } | undefined;
    const closed = end(before, last)
      .then(work)
      .catch((error: unknown) => (failure = { error }));
    this.opening = this.keep(closed.then(() => this.open()));
    try {
      await this.opening;
    } finally {
      this.parts.webviews.publish('libraryChanged', {});
    }
    if (failure) throw failure.error;
  };

  /** Until another window has put another library in this one's place, or has given up doing so. */
  private async letGo(file: string, why: Replacing): Promise<void> {
    const closed = await sayClosing(file);
    try {
      const isAnother = await replaced(file, () =>
        this.whileClosed(async () => {
          await closed();
          await untilBack(file);
        }),
      );
      if (!isAnother) return;
    } finally {
      await closed();
    }
    void vscode.window.showInformationMessage(`The library was ${why} in another window.`);
  }

  /** Somebody deleted the file of the library that is open, or put another in its place. */
  private async putBack({ file, db, readOnly }: Library): Promise<void> {
    if (readOnly !== null) return this.whileClosed(() => Promise.resolve());
    const { whileClosed } = this;
    try {
      const copy = await putBack({ file, db, whileClosed });
      if (copy === null) void vscode.window.showWarningMessage(PUT_BACK);
      else await tellReplaced(copy);
    } catch (error) {
      // Another window sees to it.
      if (error instanceof BeingReplaced) await this.letGo(file, 'restored');
      else throw error;
    }
  }

  async close(): Promise<void> {
    await end(this.opening);
  }

  private keep(opening: Promise<Open>): Promise<Open> {
    const kept = opening.catch((error: unknown) => {
      if (this.opening === kept) this.opening = undefined;
      throw error;
    });
    return kept;
  }

  private async open(): Promise<Open> {
    const { context, reporter, eraser } = this.parts;
    const file = await libraryFile(context);
    const place = await placeOf(path.dirname(file));
    if (!place.isSafeForWal) reporter.note(`The library is on a shared place (${place.kind}).`);
    const run = maintenanceOf(context);
    const options = {
      run,
      file,
      journal: place.isSafeForWal ? 'wal' : 'delete',
      migrationsFolder: context.asAbsolutePath('drizzle'),
      workerFile: distFile(context, 'dbWorker.js'),
      origin: vscode.workspace.workspaceFolders?.[0]?.uri.toString() ?? '',
    } as const;
    const opened = await progressWhenNeeded('Repairing the library', (onProgress) =>
      openSafely({ ...options, onProgress }),
    );
    const { library } = opened;
    await rememberPlace(context, file);
    const drafts = new UnsavedDrafts();
    const { billing, answers, titles, limits, attachments, previews, watching } =
      this.workOn(library);
    if (library.readOnly === null) await this.bringLeft(library.db);
    const recovering = this.keepRecovering(library, billing);
    const streaming = library.readOnly === null ? await recovering.now() : [];
    if (library.readOnly === null) await sayWhereFrom(library.db);
    if (library.readOnly === null) eraser.watch(library.db);
    const following = await this.follow(library, answers, streaming, place.isWatchable);
    const { whileClosed } = this;
    const care = takeCare({ opened, options, run, reporter, whileClosed });
    const { offerRepair } = care;
    const caring = vscode.Disposable.from(
      care,
      watchWriting({ library, answers, drafts, reporter }),
    );
    const end = async (last?: LastWork) => {
      caring.dispose();
      eraser.dispose();
      recovering.stop();
      watching.dispose();
      await answers.stopAll();
      await titles.stop();
      await drafts.saveAll(library.db, reporter.log);
      await answers.saveUnsaved().catch(reporter.log);
      if (drafts.list().length + answers.inMemory().length > 0) this.left = { drafts, answers };
      await following?.stop();
      await last?.(library.db).catch(reporter.log);
      await library.close();
    };
    return { ...library, answers, attachments, previews, limits, drafts, offerRepair, end };
  }

  /** A library is moved because it cannot be written to: what waited in memory is saved where it is now. */
  private async bringLeft(db: Library['db']): Promise<void> {
    const { left, parts } = this;
    if (!left) return;
    this.left = undefined;
    await left.drafts.saveAll(db, parts.reporter.log);
    await left.answers.saveUnsavedInto(db).catch(parts.reporter.log);
    const [answers, drafts] = [left.answers.inMemory(), left.drafts.list()];
    // Another library, which it does not belong to: here it can be found.
    if (answers.length + drafts.length > 0)
      parts.reporter.note(await describeMemory(db, answers, drafts));
  }

  private workOn(library: Library) {
    const { models, tokens, reporter, webviews, askLimit } = this.parts;
    const { db } = library;
    const { publish } = webviews;
    const files = new WorkspaceFiles();
    const count = keepCounts((texts, signal) => tokens.count(texts, signal));
    const billing: Billing = {
      count,
      priceOf: (modelId, usage) => models.priceOf(modelId, usage),
      contextOf: (modelId) => contextOf(models, modelId),
      sees: (modelId) => models.known(modelId)?.images ?? !isKnownBlind(modelId),
    };
    const { log } = reporter;
    const findProvider: AnswersOptions['findProvider'] = async (modelId, { projectId, chatId }) =>
      parseModelId(modelId).provider === SEARCH_ID
        ? searchProvider(db, projectId, chatId)
        : models.find(modelId);
    const kept = keepFiles(files);
    const attachments = new AttachmentViews(db, kept, { count }, publish, reporter.log);
    const previews = new Previews({
      ...{ db, source: kept, count, contextOf: billing.contextOf, sees: billing.sees },
      priceOf: (modelId, usage) => billing.priceOf(modelId, { ...usage, estimated: true }),
    });
    const limits = new Limits({
      ...{ db, priceOf: billing.priceOf, libraryCaps: readLibraryCaps, ask: askLimit },
      weigh: (asked) => previews.weigh(asked),
    });
    const titles = new Titles({
      ...{ db, billing, findProvider, log, limits, titling: readTitling },
      modelFor: (modelId) => titleModel(models, modelId),
      onNamed: ({ projectId, chatId }) => publish('chatsChanged', { projectId, chatId }),
    });
    const answers = new Answers({
      ...{ db, files, publish, log, billing, findProvider, titles, limits },
      owner: thisProcess(),
    });
    return {
      billing,
      answers,
      titles,
      limits,
      attachments,
      previews,
      watching: watchFiles(attachments.fileChanged),
    };
  }

  /** Without news of other windows everything else works. */
  private async follow(
    library: Library,
    answers: Answers,
    streaming: { messageId: string; chatId: string }[],
    isWatchable: boolean,
  ) {
    const { webviews, reporter, projectChanged, trashChanged } = this.parts;
    const { publish } = webviews;
    const { log } = reporter;
    const parts = { library, answers, streaming, isWatchable, publish, projectChanged };
    try {
      const letGo = (why: Replacing) => void reporter.guard(() => this.letGo(library.file, why));
      const moved = () => void reporter.guard(() => this.putBack(library));
      return await followLibrary({ ...parts, trashChanged, letGo, moved, log });
    } catch (error) {
      log(error);
      return undefined;
    }
  }

  private keepRecovering({ db }: Library, billing: Billing) {
    const { webviews, reporter } = this.parts;
    let again: NodeJS.Timeout | undefined;
    const now = async () => {
      const { chatIds, alive } = await recoverAnswers(db, { billing });
      for (const chatId of chatIds) webviews.publish('branchChanged', { chatId });
      if (alive.length > 0) {
        again = setTimeout(() => void now().catch(reporter.log), RECOVER_AGAIN);
      }
      return alive;
    };
    return { now, stop: () => clearTimeout(again) };
  }
}

/** By which a library that was left behind is known again when its folder has another name. */
async function sayWhereFrom(db: Library['db']): Promise<void> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
  if (location() !== 'workspace' || folder?.scheme !== 'file') return;
  const remote = await remoteOf(folder.fsPath);
  if (remote !== '') await sayOfLibrary(db, 'remote', remote);
}

/** An answer whose window may be dying is looked at again after this time, in milliseconds. */
const RECOVER_AGAIN = 60_000;

/** Whether another file was in its place afterwards. */
async function replaced(file: string, work: () => Promise<void>): Promise<boolean> {
  const before = await inodeOf(file);
  await work();
  return (await inodeOf(file)) !== before;
}

const end = async (opening: Promise<Open> | undefined, last?: LastWork): Promise<void> =>
  (await opening?.catch(() => undefined))?.end(last);

export const distFile = (context: vscode.ExtensionContext, name: string): string =>
  path.join(context.extensionPath, 'dist', name);
