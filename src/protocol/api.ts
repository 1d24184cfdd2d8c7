import * as z from 'zod';
import { FILE_MODES, SHELVES } from '../db/schema';
import { ChatTitle, Draft, isWritten, NOTHING_WRITTEN, ProjectInput, Written } from '../db/shapes';
import { type Host, request } from './rpc';
import { Id, Page } from './shapes/basics';
import { Chat, ChatIds, TrashedChat } from './shapes/chats';
import { Attachment } from './shapes/files';
import { FoundInChat, Message, MessageWindow } from './shapes/messages';
import { Base64, DraftPlace, Picture, PictureFile } from './shapes/pictures';
import {
  Project,
  ProjectIds,
  ProjectSummary,
  TrashedProject,
  TypedSettings,
} from './shapes/projects';
import { RequestPreview } from './shapes/receipts';
import { SearchFilter, SearchHit } from './shapes/search';
import { Jump, ModelName, PANEL_TABS, Place, Start, ThemeColours } from './shapes/start';
import { Month, Usage } from './shapes/usage';

export * from './shapes/basics';
export * from './shapes/chats';
export * from './shapes/files';
export * from './shapes/messages';
export * from './shapes/pictures';
export * from './shapes/projects';
export * from './shapes/receipts';
export * from './shapes/search';
export * from './shapes/start';
export * from './shapes/usage';

const Nothing = z.void();
const Code = z.string().max(4_000_000);

// —— What a webview may ask ————————————————————————————————————————————————————————————————————

export const requests = {
  /** Sent once by every webview that begins or comes back. */
  start: request(z.object({}), Start),

  listProjects: request(
    z.object({ filter: z.string().max(500).default('') }),
    z.array(ProjectSummary),
  ),
  openProject: request(z.object({ projectId: Id }), Project),
  createProject: request(ProjectInput.partial().required({ name: true }), Project),
  updateProject: request(
    z.object({
      projectId: Id,
      change: ProjectInput.partial().extend({ settings: TypedSettings.partial().optional() }),
    }),
    Project,
  ),
  deleteProject: request(z.object({ projectId: Id }), Nothing),
  saveProjectDraft: request(z.object({ projectId: Id, draft: Draft }), Nothing),

  listChats: request(
    z.object({
      projectId: Id,
      shelf: z.enum(SHELVES).default('active'),
      filter: z.string().max(500).default(''),
      /** The last chat of the page before. */
      after: Id.optional(),
      ...Page,
    }),
    z.object({ chats: z.array(Chat), hasMore: z.boolean() }),
  ),
  createChat: request(z.object({ projectId: Id }), Chat),
  renameChat: request(z.object({ chatId: Id, title: ChatTitle }), Nothing),
  pinChats: request(ChatIds.extend({ pinned: z.boolean() }), Nothing),
  archiveChats: request(ChatIds, Nothing),
  deleteChats: request(ChatIds, Nothing),
  restoreChats: request(ChatIds, Nothing),
  /** Asks natively which project to move them to. */
  moveChats: request(ChatIds, Nothing),

  /** Of one project, or of the library; of this month where none is named. */
  usage: request(
    z.object({
      projectId: Id.nullable(),
      month: Month.nullable(),
    }),
    Usage,
  ),
  /** Opens the page of the library's usage. */
  showUsage: request(z.object({}), Nothing),
  /** Opens where a limit is set: in the project's panel, or for the library in the settings. */
  changeLimit: request(z.object({ projectId: Id.nullable() }), Nothing),

  /** What was deleted, last deleted first. Chats come in pages; those of deleted projects are not listed. */
  listTrash: request(
    z.object({ after: Id.optional(), ...Page }),
    z.object({
      projects: z.array(TrashedProject),
      chats: z.array(TrashedChat),
      hasMore: z.boolean(),
      chatCount: z.int(),
      /** After how many days it is deleted for good by itself; 0 is never. */
      emptyAfterDays: z.number(),
    }),
  ),
  restoreProjects: request(ProjectIds, Nothing),
  /** For good; these ask natively first. */
  eraseChats: request(ChatIds, Nothing),
  eraseProjects: request(ProjectIds, Nothing),
  /** Of one project, or the whole trash. */
  emptyTrash: request(z.object({ projectId: Id.nullable() }), Nothing),
  openTrash: request(z.object({}), Nothing),

  openChat: request(
    z.object({ chatId: Id, ...Page }),
    z.object({ chat: Chat, draft: z.string(), window: MessageWindow }),
  ),
  /** The messages before this one. */
  olderMessages: request(z.object({ messageId: Id, ...Page }), MessageWindow),
  /** The messages after this one. */
  newerMessages: request(z.object({ messageId: Id, ...Page }), MessageWindow),
  messagesAround: request(
    z.object({ messageId: Id, before: z.int().min(0).max(200), after: z.int().min(0).max(200) }),
    MessageWindow,
  ),
  saveDraft: request(z.object({ chatId: Id, draft: Draft }), Nothing),
  /** Those that go with the next message. */
  draftPictures: request(DraftPlace, z.array(Picture)),
  /** How a picture is to be before it is added: what the model takes, and a message to the host. */
  pictureLimits: request(DraftPlace, z.object({ longEdge: z.int(), bytes: z.int() })),
  addPicture: request(DraftPlace.extend({ name: z.string().max(1_000), data: Base64 }), Nothing),
  removePicture: request(z.object({ pictureId: Id }), Nothing),
  /** Asks natively for pictures. They come as they are: the view makes them fit. */
  pickPictures: request(z.object({}), z.array(PictureFile)),
  /** Asks natively for files and folders to attach; the pictures among them come back, for the message. */
  pickFiles: request(z.object({ projectId: Id }), z.array(PictureFile)),
  /** Dropped onto a message: pictures go with it, other files are attached to the project. */
  dropFiles: request(
    z.object({ projectId: Id, uris: z.array(z.string().max(4_000)).max(200) }),
    z.array(PictureFile),
  ),
  /** What sending this would take; null where no model would be asked. Writes nothing. */
  previewRequest: request(
    z.object({ projectId: Id, chatId: Id.nullable(), text: Draft }),
    RequestPreview.nullable(),
  ),
  /**
   * Commits the message and begins the answer; the draft is emptied in the same transaction. Null when the user was
   * asked whether it may pass a limit, and did not say yes.
   */
  sendMessage: request(
    Written.extend({ chatId: Id }).refine(isWritten, NOTHING_WRITTEN),
    z.object({ messageId: Id }).nullable(),
  ),
  /** The first message of a new chat: both are made in one transaction. */
  sendFirstMessage: request(
    Written.extend({ projectId: Id }).refine(isWritten, NOTHING_WRITTEN),
    z.object({ chatId: Id, messageId: Id }).nullable(),
  ),
  stopAnswer: request(z.object({ chatId: Id }), Nothing),
  /** A new answer to the same message, kept beside the old one. */
  regenerate: request(
    z.object({
      messageId: Id,
      /** For this answer only; without it the model in use answers. */
      model: z.string().min(1).max(500).optional(),
    }),
    Nothing,
  ),
  /** Asks natively which model is to answer this time. */
  regenerateWith: request(z.object({ messageId: Id }), Nothing),
  /** The rest of an answer that is not whole, joined to what is there. */
  continueAnswer: request(z.object({ messageId: Id }), Nothing),
  /** Asks at once for an answer that waits to be asked for again. */
  retryNow: request(z.object({ messageId: Id }), Nothing),
  /** It stays failed. */
  stopRetry: request(z.object({ messageId: Id }), Nothing),
  showVersion: request(
    z.object({ messageId: Id, step: z.union([z.literal(-1), z.literal(1)]) }),
    Nothing,
  ),

  /** Words, the beginning of the last one, "phrases", -without; nothing typed is an error. */
  search: request(
    SearchFilter.extend({
      query: z.string().max(500),
      /** The `before` of the page before. */
      before: z.int().optional(),
      ...Page,
    }),
    z.object({
      hits: z.array(SearchHit),
      /** Where to go on looking; null at the end. */
      before: z.int().nullable(),
      /** False where there is nothing to look for, such as a word to leave out only. */
      hasWords: z.boolean(),
      /** False while the library is being indexed. */
      isComplete: z.boolean(),
    }),
  ),
  /** Models that have answered lately, to filter by. */
  recentModels: request(z.object({}), z.array(ModelName)),
  /** Shows the branch with this message and goes to its chat. */
  openMessage: request(z.object({ messageId: Id }), z.object({ projectId: Id, chatId: Id })),
  /** The same in the editor area. */
  openMessageInEditor: request(Jump.pick({ messageId: true, words: true }), Nothing),
  findInChat: request(
    z.object({ chatId: Id, text: z.string().max(500), matchCase: z.boolean() }),
    FoundInChat,
  ),

  listFiles: request(z.object({ projectId: Id }), z.array(Attachment)),
  attachCurrentFile: request(z.object({ projectId: Id }), Nothing),
  attachOpenFiles: request(z.object({ projectId: Id }), Nothing),
  /** Asks natively which files and folders. */
  attachFiles: request(z.object({ projectId: Id }), Nothing),
  detachFile: request(z.object({ fileId: Id }), Nothing),
  setFileMode: request(z.object({ fileId: Id, mode: z.enum(FILE_MODES) }), Nothing),

  /** The model that would answer here: the chat's, else the project's, else Search. */
  modelInUse: request(
    Place,
    // What the chat does not have from its project, such as “Temperature 0.2”.
    ModelName.extend({ settings: z.array(z.string()) }),
  ),
  /** The native picker; for the chat when there is one, else for the project. */
  selectModel: request(Place, Nothing),
  /** The native form of what requests are sent with; for the chat when there is one, else for the project. */
  openSettings: request(Place, Nothing),
  manageModels: request(z.object({}), Nothing),
  /** For the provider of this model. */
  setApiKey: request(z.object({ model: z.string().max(500) }), Nothing),

  /** Makes this the current project or chat of the window, in every sidebar. */
  goTo: request(Place, Nothing),
  switchProject: request(z.object({}), Nothing),
  newProject: request(z.object({ fromFolder: z.boolean() }), Nothing),
  openPanel: request(z.object({ projectId: Id, tab: z.enum(PANEL_TABS) }), Nothing),
  openChatInEditor: request(z.object({ chatId: Id }), Nothing),
  /** The sidebar has the keyboard: its own shortcuts hold. */
  sidebarFocused: request(z.object({ focused: z.boolean() }), Nothing),
  openAttachment: request(z.object({ fileId: Id, line: z.int().min(1).optional() }), Nothing),
  /** A link in an answer: an https address, or a path of the workspace with an optional `:line`. */
  openLink: request(z.object({ href: z.string().min(1).max(2_000) }), Nothing),
  /** At the cursor of the editor, or in place of what is selected there. */
  insertCode: request(z.object({ code: Code, language: z.string().max(100) }), Nothing),
  /** Into the file that it names, else into the editor, after the user has seen the difference. */
  applyCode: request(z.object({ code: Code, file: z.string().max(2_000).nullable() }), Nothing),
  copyText: request(z.object({ text: Code }), Nothing),
  /** Its content, in base64. */
  readPicture: request(
    z.object({ pictureId: Id }),
    z.object({ mediaType: z.string(), data: z.string() }),
  ),
  /** In an editor of VS Code. */
  openPicture: request(z.object({ pictureId: Id }), Nothing),
  /** Asks natively where to. */
  savePicture: request(z.object({ pictureId: Id }), Nothing),
  showReceipt: request(z.object({ requestId: Id }), Nothing),
  /** Opens what the server sent instead of an answer. */
  showResponse: request(z.object({ messageId: Id }), Nothing),
  manageTrust: request(z.object({}), Nothing),
  /** Asks whether the library, which is damaged, shall be repaired. */
  repairLibrary: request(z.object({}), Nothing),
  /** Of a library that cannot be opened, or not be changed: what the user would do about it. */
  helpLibrary: request(z.object({ by: z.enum(['tryingAgain', 'restoring', 'another']) }), Nothing),
};

// —— What the extension tells every webview ————————————————————————————————————————————————————

export const events = {
  /** Another library is open, or too much of it is another: everything on show is to be read again. */
  libraryChanged: z.object({}),
  /** The window's current project or chat is another one. */
  placeChanged: Place,
  /** The panel is asked to show another tab. */
  tabChanged: z.object({ projectId: Id, tab: z.enum(PANEL_TABS) }),
  /** Projects were made, renamed, changed, deleted or restored. */
  projectsChanged: z.object({ projectId: Id }),
  /** Chats of this project were made, renamed, moved, pinned, shelved or written to. */
  chatsChanged: z.object({ projectId: Id, chatId: Id }),
  /** Something in the trash was deleted for good. */
  trashChanged: z.object({}),
  filesChanged: z.object({ projectId: Id }),
  /** Another model answers, or a model's key or list is another. */
  modelChanged: z.object({}),
  trustChanged: z.object({ trusted: z.boolean() }),
  /** The user has chosen another colour theme. */
  themeChanged: ThemeColours,
  /** What may be spent in a month is no longer what it was. */
  limitsChanged: z.object({}),
  /** A message is new, or is no longer what it was. */
  messageChanged: Message,
  searchAsked: z.object({ id: z.string() }),
  /** The editor of this chat is to show a message. */
  jumpAsked: Jump,
  /** Another branch is on show: open the chat again. */
  branchChanged: z.object({ chatId: Id }),
  /** More of an answer. `offset` is the length before it; a gap means: open the chat again. */
  answerDelta: z.object({
    chatId: Id,
    messageId: Id,
    kind: z.enum(['text', 'reasoning']),
    offset: z.int().min(0),
    text: z.string(),
    /** How long the model had thought until this. */
    reasoningMs: z.int().optional(),
  }),
  /** The pictures of an answer that is arriving. */
  answerPictures: z.object({ chatId: Id, messageId: Id, pictures: z.array(Picture) }),
  /** The draft was changed in another webview or window. */
  draftPicturesChanged: DraftPlace,
  draftChanged: z.object({ chatId: Id.nullable(), projectId: Id, draft: z.string() }),
};

export type AppHost = Host<typeof requests, typeof events>;
