import * as vscode from 'vscode';
import { readOlder, readPart, readWindow } from '../chat/messageWindow';
import { modelAt } from '../chat/modelInUse';
import { toChat, toPicture, toProject, toTrashedProject } from '../chat/shapes';
import { describeSettings } from '../chat/typedSettings';
import * as chats from '../db/chats';
import { countTrash, listTrashedChats, listTrashedProjects } from '../db/trash';
import { detachFile, getFile, restoreFile, setFileMode } from '../db/files';
import { draftPictures } from '../db/images';
import * as projects from '../db/projects';
import { usageOf } from '../db/usage';
import { modelLabel } from '../models/modelId';
import type { requests } from '../protocol/api';
import type { Handlers } from '../protocol/rpc';
import * as chatActions from './actions/chats';
import * as projectActions from './actions/projects';
import { readTyped } from './actions/settingsChecks';
import * as trashActions from './actions/trash';
import { offerUndo } from './actions/undo';
import { keepContents } from './attach';
import type { App } from './app';
import * as ask from './ask';
import { askSettings } from './askSettings';
import { emptyAfterDays } from './eraser';
import { followChat } from './followChanges';
import { applyCode, insertCode } from './code';
import { findInChat } from './find';
import { openMessageInEditor } from './jumps';
import { helpLibrary } from './library/help';
import { changeLimit } from './limits';
import { openAttachment, openLink } from './links';
import { manageModels, setApiKey } from './models/manage';
import { addPicture, pictureLimits, removePicture } from './pictures/draft';
import { dropFiles, pickFiles, pickPictures } from './pictures/fromFiles';
import { openPicture, readPicture, savePicture } from './pictures/show';
import { showReceipt } from './receipts';
import { showResponse } from './responses';
import { recentModels, search } from './search';
import { setSidebarFocused, showSidebar } from './showSidebar';
import type { Surface } from './surface';
import { themeColours } from './theme/themeColours';
import { readUsage } from './usage';

/** The protocol on the left, the domain on the right. */
export function createHandlers(app: App, surface: Surface): Handlers<typeof requests> {
  /** The library; a request that changes it is refused with the reason when it may not be changed. */
  const ready = app.services;
  /** Whoever leaves a question unanswered has not failed at anything. */
  const done = async (promise: Promise<unknown> | Thenable<unknown>) => {
    try {
      await promise;
    } catch (error) {
      if (!(error instanceof vscode.CancellationError)) throw error;
    }
  };
  /** From an editor the window is taken to the sidebar as well, ready to type. */
  const showPlace = async () => {
    if (surface.kind !== 'sidebar') await showSidebar();
  };
  const toOthers = app.webviews.publishExcept(surface.webview);

  return {
    start: async () => {
      const { db, readOnly } = await ready();
      const projectCount = await projects.countProjects(db);
      const trashedProjectCount = (await countTrash(db)).projects;
      if (surface.kind === 'sidebar') await ask.settlePlace(app);
      const { chatId } = surface.place();
      // It may have moved while its editor was closed.
      if (surface.kind === 'editor' && chatId !== null) await done(followChat(app, chatId));
      return {
        surface: surface.kind,
        place: surface.place(),
        tab: surface.tab(),
        projectCount,
        trashedProjectCount,
        trusted: vscode.workspace.isTrusted,
        readOnly,
        folderName: vscode.workspace.workspaceFolders?.[0]?.name ?? null,
        searchAsked: surface.kind === 'sidebar' ? app.searchAsked.id : null,
        jump: (surface.kind === 'editor' && app.jumps.get(chatId ?? '')) || null,
        colours: await themeColours(app.reporter.log),
      };
    },

    listProjects: async ({ filter }) => {
      const { db } = await ready();
      return (await projects.listProjects(db, { filter })).map(toProject);
    },
    openProject: async ({ projectId }) => {
      const { db, drafts } = await ready();
      const project = toProject(await projects.getProject(db, projectId));
      return { ...project, draft: drafts.get(projectId) ?? project.draft };
    },
    createProject: (input) => projectActions.createProject(app, input),
    updateProject: ({ projectId, change: { settings, ...change } }) =>
      projectActions.updateProject(app, projectId, change, settings && readTyped(settings)),
    deleteProject: ({ projectId }) => projectActions.deleteProject(app, projectId),
    saveProjectDraft: async ({ projectId, draft }) => {
      const { db, drafts } = await ready();
      await drafts.save(db, projectId, draft, (into) =>
        projects.saveProjectDraft(into, projectId, draft),
      );
      toOthers('draftChanged', { projectId, chatId: null, draft });
    },

    listChats: async (query) => {
      const { db } = await ready();
      const rows = await chats.listChats(db, { ...query, limit: query.limit + 1 });
      const page = rows.slice(0, query.limit).map(toChat);
      return { chats: page, hasMore: rows.length > page.length };
    },
    createChat: ({ projectId }) => chatActions.createChat(app, projectId),
    renameChat: ({ chatId, title }) => chatActions.renameChat(app, chatId, title),
    pinChats: ({ chatIds, pinned }) => chatActions.pinChats(app, chatIds, pinned),
    archiveChats: ({ chatIds }) => chatActions.shelveChats(app, chatIds, 'archived'),
    deleteChats: ({ chatIds }) => chatActions.shelveChats(app, chatIds, 'trashed'),
    restoreChats: ({ chatIds }) => chatActions.shelveChats(app, chatIds, 'active'),
    moveChats: ({ chatIds }) => done(ask.moveChats(app, chatIds)),

    usage: async (asked) => readUsage((await ready()).db, asked),
    showUsage: async () => app.panels.showUsage(),
    changeLimit: ({ projectId }) => done(changeLimit(app, projectId)),

    listTrash: async ({ after, limit }) => {
      const { db } = await ready();
      const rows = await listTrashedChats(db, { after, limit: limit + 1 });
      const chatsShown = rows.slice(0, limit);
      return {
        projects: (await listTrashedProjects(db)).map(toTrashedProject),
        chats: chatsShown.map((row) => ({ ...toChat(row), projectName: row.projectName })),
        hasMore: rows.length > limit,
        chatCount: (await countTrash(db)).chats,
        emptyAfterDays: emptyAfterDays(),
      };
    },
    restoreProjects: ({ projectIds }) => projectActions.restoreProjects(app, projectIds),
    eraseChats: ({ chatIds }) => done(trashActions.eraseChats(app, chatIds)),
    eraseProjects: ({ projectIds }) => done(trashActions.eraseProjects(app, projectIds)),
    emptyTrash: ({ projectId }) => done(trashActions.emptyTrash(app, projectId)),
    openTrash: async () => app.panels.showTrash(),

    openChat: async ({ chatId, limit }) => {
      const services = await ready();
      const chat = await chats.getChat(services.db, chatId);
      const window = await readWindow(services, chat.leafId, limit);
      return { chat: toChat(chat), draft: services.drafts.get(chatId) ?? chat.draft, window };
    },
    olderMessages: async ({ messageId, limit }) => readOlder(await ready(), messageId, limit),
    newerMessages: async ({ messageId, limit }) =>
      readPart(await ready(), { messageId, before: 0, after: limit }, 1),
    messagesAround: async (part) => readPart(await ready(), part),
    search: async (asked, signal) => search((await ready()).db, asked, signal),
    recentModels: async () =>
      (await recentModels((await ready()).db)).map((id) => ({ id, name: modelLabel(id) })),
    openMessage: async ({ messageId }) => {
      const place = await chatActions.showMessage(app, messageId);
      await app.place.goTo(place);
      await showPlace();
      return place;
    },
    openMessageInEditor: (jump) => openMessageInEditor(app, jump),
    findInChat: async (asked, signal) => findInChat((await ready()).db, asked, signal),

    saveDraft: async ({ chatId, draft }) => {
      const { db, drafts } = await ready();
      await drafts.save(db, chatId, draft, (into) => chats.saveDraft(into, chatId, draft));
      const { projectId } = await chats.getChat(db, chatId);
      toOthers('draftChanged', { projectId, chatId, draft });
    },
    previewRequest: async ({ text, ...place }, signal) => {
      const { db, previews, limits } = await ready();
      const modelId = await modelAt(db, place);
      const preview = await previews.preview({ ...place, text, modelId }, signal);
      const reached = preview && (await limits.reached(place.projectId, modelId));
      if (!preview) return null;
      const { chatId } = place;
      const shown = {
        ...preview,
        limit: null,
        spent: chatId === null ? null : await usageOf(db, { chatId }),
      };
      if (!reached) return shown;
      const { message: problem, projectId } = reached;
      return { ...shown, problem, action: null, limit: { projectId } };
    },
    draftPictures: async (at) => (await draftPictures((await ready()).db, at)).map(toPicture),
    pictureLimits: async (at) => pictureLimits(await modelAt((await ready()).db, at)),
    addPicture: (added) => addPicture(app, added),
    removePicture: ({ pictureId }) => removePicture(app, pictureId),
    pickPictures: () => pickPictures(),
    pickFiles: ({ projectId }) => pickFiles(app, projectId),
    dropFiles: ({ projectId, uris }) => dropFiles(app, projectId, uris),
    sendMessage: async ({ chatId, text, pictureIds }) => {
      const { answers } = await ready();
      await chatActions.bringBack(app, { projectId: null, chatId });
      return unlessCancelled(answers.send(chatId, text, { pictureIds }));
    },
    sendFirstMessage: async ({ projectId, text, pictureIds }) => {
      const { answers } = await ready();
      await chatActions.bringBack(app, { projectId, chatId: null });
      const sent = await unlessCancelled(answers.sendFirst(projectId, text, pictureIds));
      if (sent && surface.kind === 'sidebar')
        await app.place.goTo({ projectId, chatId: sent.chatId });
      return sent;
    },
    stopAnswer: async ({ chatId }) => (await ready()).answers.stop(chatId),
    regenerate: async ({ messageId, model }) =>
      done((await ready()).answers.regenerate(messageId, model)),
    regenerateWith: ({ messageId }) => done(ask.regenerateWith(app, messageId)),
    continueAnswer: async ({ messageId }) => done((await ready()).answers.continue(messageId)),
    retryNow: async ({ messageId }) => (await ready()).answers.again.now(messageId),
    stopRetry: async ({ messageId }) => (await ready()).answers.again.stop(messageId),
    showVersion: ({ messageId, step }) => chatActions.showVersion(app, messageId, step),

    listFiles: async ({ projectId }) => (await ready()).attachments.list(projectId),
    attachCurrentFile: ({ projectId }) => done(ask.attachCurrentFile(app, projectId)),
    attachOpenFiles: ({ projectId }) => done(ask.attachOpenFiles(app, projectId)),
    attachFiles: ({ projectId }) => done(ask.attachFiles(app, projectId)),
    detachFile: async ({ fileId }) => {
      const { db } = await ready();
      const row = await detachFile(db, fileId);
      const changed = () => {
        app.webviews.publish('filesChanged', { projectId: row.projectId });
        app.projectChanged(row.projectId);
      };
      changed();
      void offerUndo(app, `“${row.path}” is no longer attached.`, async () => {
        const now = await ready();
        await restoreFile(now.db, row);
        changed();
      });
    },
    setFileMode: async ({ fileId, mode }) => {
      const { db } = await ready();
      const { uri, projectId } = await getFile(db, fileId);
      if (mode === 'snapshot') await keepContents(app, projectId, new Set([uri]));
      await setFileMode(db, fileId, mode);
      app.webviews.publish('filesChanged', { projectId });
    },

    modelInUse: async (place) => {
      const { db } = await ready();
      const id = await modelAt(db, place);
      const own = place.chatId === null ? {} : (await chats.getChat(db, place.chatId)).settings;
      return { id, name: modelLabel(id), settings: describeSettings(own) };
    },
    selectModel: (place) => done(ask.selectModel(app, place)),
    openSettings: (place) => done(askSettings(app, place)),
    manageModels: () => done(manageModels(app.models)),
    setApiKey: ({ model }) => done(setApiKey(app.models, model)),

    goTo: async (place) => {
      await app.place.goTo(place);
      await showPlace();
    },
    switchProject: () => done(ask.switchProject(app)),
    newProject: ({ fromFolder }) => done(ask.newProject(app, fromFolder)),
    openPanel: async ({ projectId, tab }) => {
      const { db } = await ready();
      const { name } = await projects.getProject(db, projectId);
      app.panels.showProject({ projectId, name }, tab);
    },
    openChatInEditor: ({ chatId }) => ask.openChatInEditor(app, chatId),
    sidebarFocused: ({ focused }) => done(setSidebarFocused(focused)),
    openAttachment: ({ fileId, line }) => openAttachment(app, fileId, line),
    openLink: async ({ href }) => {
      await openLink(app, href, surface.place());
      if (href.startsWith('chat:')) await showPlace();
    },
    insertCode: ({ code, language }) => insertCode(code, language),
    applyCode: (asked) => applyCode(app, asked, surface.place()),
    copyText: ({ text }) => done(vscode.env.clipboard.writeText(text)),
    readPicture: ({ pictureId }) => readPicture(app, pictureId),
    openPicture: ({ pictureId }) => done(openPicture(app, pictureId)),
    savePicture: ({ pictureId }) => done(savePicture(app, pictureId)),
    showReceipt: ({ requestId }) => showReceipt(requestId),
    showResponse: ({ messageId }) => showResponse(app, messageId),
    helpLibrary: ({ by }) => done(helpLibrary(app, by)),
    manageTrust: () => done(vscode.commands.executeCommand('workbench.trust.manage')),
    repairLibrary: async () => (await ready()).offerRepair(),
  };
}

/** Null when the user was asked and did not say yes. */
const unlessCancelled = <T>(sending: Promise<T>): Promise<T | null> =>
  sending.catch((error: unknown) => {
    if (error instanceof vscode.CancellationError) return null;
    throw error;
  });
