import * as z from 'zod';
import {
  FILE_MODES,
  MESSAGE_STATUSES,
  PART_KINDS,
  REASONING_EFFORTS,
  ROLES,
  SHELVES,
} from '../db/schema';
import { ChatTitle, Draft, isWritten, NOTHING_WRITTEN, ProjectInput, Written } from '../db/shapes';
import { type Host, request } from './rpc';

const Id = z.uuid();
/** Milliseconds since 1970, UTC. */
const Time = z.number();
const Nothing = z.void();

// —— What crosses ——————————————————————————————————————————————————————————————————————————————

export const ProjectSummary = z.object({
  projectId: Id,
  name: z.string(),
  chatCount: z.int(),
  fileCount: z.int(),
  /** When a message was last written to one of its chats; else when it was made. */
  lastActive: Time,
});
export type ProjectSummary = z.infer<typeof ProjectSummary>;

/** As one types it; empty where it is the provider's own choice. */
const TypedSettings = z.object({
  topP: z.string().max(100),
  reasoningEffort: z.string().max(100),
  /** Texts between commas. */
  stop: z.string().max(20_000),
  /** JSON. */
  extraBody: z.string().max(200_000),
});

export const Project = ProjectSummary.extend({
  description: z.string(),
  instructions: z.string(),
  model: z.string().nullable(),
  temperature: z.number(),
  maxTokens: z.int(),
  /** What it may cost in a calendar month, in billionths of a US dollar; null: no limit. */
  capNanos: z.int().nullable(),
  capTokens: z.int().nullable(),
  settings: TypedSettings,
  draft: z.string(),
  shelf: z.enum(SHELVES),
});
export type Project = z.infer<typeof Project>;

export const Chat = z.object({
  chatId: Id,
  projectId: Id,
  title: z.string(),
  model: z.string().nullable(),
  pinned: z.boolean(),
  shelf: z.enum(SHELVES),
  updatedAt: Time,
  /** When it was archived or deleted; null while it is active. */
  shelvedAt: Time.nullable(),
  /** One line: the draft, else the start of the last message. */
  preview: z.string(),
  hasDraft: z.boolean(),
});
export type Chat = z.infer<typeof Chat>;

/** What stands beside an answer once its request has ended. */
export const Figures = z.object({
  requestId: Id,
  durationMs: z.number().nullable(),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  /** Our own count, not the provider's. */
  isEstimated: z.boolean(),
  /** Billionths of a US dollar; null when the price is not known. */
  costNanos: z.int().nullable(),
  /** What the provider's cache saved of it; below zero where writing to it cost more. */
  savedNanos: z.int().nullable(),
});

/** Of a message, or waiting in a draft. Its content is asked for when it is drawn. */
export const Picture = z.object({
  pictureId: Id,
  mediaType: z.string(),
  /** In pixels. */
  width: z.int(),
  height: z.int(),
  /** The file's; empty where it has none. */
  name: z.string(),
});
export type Picture = z.infer<typeof Picture>;

/** The content of a picture of the user's, in base64, for the view to make it fit. */
const PictureFile = z.object({ name: z.string(), data: z.string() });
export type PictureFile = z.infer<typeof PictureFile>;
/** The bound of one message from a view leaves a little for the rest of it. */
const Base64 = z.string().min(1).max(3_900_000, 'This picture is too large.');

export const Message = z.object({
  messageId: Id,
  chatId: Id,
  parentId: Id.nullable(),
  role: z.enum(ROLES),
  status: z.enum(MESSAGE_STATUSES),
  text: z.string(),
  reasoning: z.string(),
  /** How long the model thought; null while it does, and where nobody timed it. */
  reasoningMs: z.int().nullable(),
  /** The model's name as shown; null on the user's own messages. */
  model: z.string().nullable(),
  /** The model as settings and keys know it: `provider:model`. */
  modelId: z.string().nullable(),
  /** The built-in Search answered: no model was asked. */
  isSearch: z.boolean(),
  problem: z
    .object({
      sentence: z.string(),
      action: z
        .enum([
          'setKey',
          'chooseModel',
          'retry',
          'manageModels',
          'trust',
          'changeLimit',
          'changeProjectLimit',
        ])
        .optional(),
      /** The answer waits to be asked for again by itself at this time. */
      retryAt: Time.optional(),
      remedy: z.enum(['continue', 'shorten', 'showResponse']).optional(),
      /** The beginning of what the server sent. */
      response: z.string().optional(),
    })
    .nullable(),
  figures: Figures.nullable(),
  pictures: z.array(Picture),
  /** Where the answer says it has something from. */
  citations: z.array(z.object({ url: z.string(), title: z.string() })),
  /** Which of its siblings this is, from 1. */
  version: z.object({ index: z.int(), count: z.int() }),
  createdAt: Time,
});
export type Message = z.infer<typeof Message>;

/** A window of a chat's branch on show, oldest first. */
export const MessageWindow = z.object({
  messages: z.array(Message),
  /** There are older messages before the first of these. */
  hasOlder: z.boolean(),
  /** There are newer ones after the last. */
  hasNewer: z.boolean(),
});
export type MessageWindow = z.infer<typeof MessageWindow>;

export const FILE_STATES = [
  'current',
  'changed',
  'kept',
  'missing',
  'binary',
  'tooLarge',
  'unreadable',
  'untrusted',
] as const;

export const Attachment = z.object({
  fileId: Id,
  projectId: Id,
  uri: z.string(),
  path: z.string(),
  mode: z.enum(FILE_MODES),
  /** `changed`: differs from what a model last saw; `kept`: a snapshot. The rest are left out of requests. */
  state: z.enum(FILE_STATES),
  /** Why it is left out, as a sentence; null when it is sent. */
  why: z.string().nullable(),
  /** Bytes; null when not known. */
  size: z.int().nullable(),
  /** Null until counted, or when left out. */
  tokens: z.int().nullable(),
  addedAt: Time,
});
export type Attachment = z.infer<typeof Attachment>;

export const ModelName = z.object({ id: z.string(), name: z.string() });

/** Where a webview is: what it shows now. The host decides, the webview follows. */
export const Place = z.object({
  projectId: Id.nullable(),
  chatId: Id.nullable(),
});
export type Place = z.infer<typeof Place>;

/** What was deleted and can still come back. */
export const TrashedProject = z.object({
  projectId: Id,
  name: z.string(),
  chatCount: z.int(),
  deletedAt: Time,
});
export type TrashedProject = z.infer<typeof TrashedProject>;
export const TrashedChat = Chat.extend({ projectName: z.string() });
export type TrashedChat = z.infer<typeof TrashedChat>;

/** Chats that something is done to at once, with one Undo. */
const ChatIds = z.object({ chatIds: z.array(Id).min(1).max(5_000) });
const ProjectIds = z.object({ projectIds: z.array(Id).min(1).max(5_000) });

export const PANEL_TABS = ['overview', 'files', 'chats', 'usage'] as const;

const Colour = z.string().max(9).optional();
/** What the user's colour theme gives to code; what it does not say stays as in VS Code's own themes. */
export const ThemeColours = z.object({
  keyword: Colour,
  type: Colour,
  string: Colour,
  number: Colour,
  comment: Colour,
  function: Colour,
  variable: Colour,
  constant: Colour,
  inserted: Colour,
  deleted: Colour,
});
export type ThemeColours = z.infer<typeof ThemeColours>;

/** Everything a webview needs to draw its first frame. */
export const Start = z.object({
  surface: z.enum(['sidebar', 'panel', 'editor', 'trash', 'usage']),
  place: Place,
  tab: z.enum(PANEL_TABS),
  projectCount: z.int(),
  /** How many deleted projects can still come back. */
  trashedProjectCount: z.int(),
  trusted: z.boolean(),
  /** Why nothing can be changed, as a sentence; null when the library is writable. */
  readOnly: z.string().nullable(),
  /** Name of the open workspace folder, for the first project. */
  folderName: z.string().nullable(),
  /** Names the last time that the search was asked for; a view that has not shown it for that shows it. */
  searchAsked: z.string().nullable(),
  colours: ThemeColours,
});
export type Start = z.infer<typeof Start>;

export const ReceiptPart = z.object({
  kind: z.enum(PART_KINDS),
  label: z.string(),
  hash: z.string().nullable(),
  omitted: z.string().nullable(),
});
export const Receipt = z.object({
  receiptId: Id,
  messageId: Id,
  model: z.string(),
  temperature: z.number().nullable(),
  maxTokens: z.int().nullable(),
  /** The other settings. */
  settings: z.object({
    topP: z.number().exactOptional(),
    reasoningEffort: z.enum(REASONING_EFFORTS).exactOptional(),
    stop: z.array(z.string()).exactOptional(),
    extraBody: z.record(z.string(), z.unknown()).exactOptional(),
  }),
  inputTokens: z.int().nullable(),
  outputTokens: z.int().nullable(),
  cachedTokens: z.int().nullable(),
  reasoningTokens: z.int().nullable(),
  isEstimated: z.boolean(),
  costNanos: z.int().nullable(),
  savedNanos: z.int().nullable(),
  /** Settings that the model does not take and that were not sent. */
  dropped: z.array(z.string()),
  durationMs: z.number().nullable(),
  createdAt: Time,
  parts: z.array(ReceiptPart),
});
export type Receipt = z.infer<typeof Receipt>;

/** What requests came to. Costs are billionths of a US dollar. */
export const Sums = z.object({
  requestCount: z.int(),
  inputTokens: z.int(),
  outputTokens: z.int(),
  costNanos: z.int(),
  /** Requests without a known price: what they cost is unknown, not nothing. */
  unpricedCount: z.int(),
  estimatedCount: z.int(),
});
export type Sums = z.infer<typeof Sums>;

export const UsageLimit = z.object({
  /** Null: the library's. */
  projectId: Id.nullable(),
  name: z.string(),
  unit: z.enum(['nanos', 'tokens']),
  cap: z.int(),
  spent: z.int(),
  /** Set aside for answers that are under way. */
  reserved: z.int(),
});
export type UsageLimit = z.infer<typeof UsageLimit>;

/** As in `2026-11`. */
export const Month = z
  .string()
  .max(7)
  .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
  .meta({ examples: ['2026-11'] });

/** What was spent in a calendar month (UTC), the dearest first. */
export const Usage = z.object({
  /** As in `2026-11`. */
  month: z.string(),
  /** From the first request to this month, the last first. */
  months: z.array(z.string()),
  total: Sums,
  days: z.array(Sums.extend({ day: z.string() })),
  /** A project without a name was deleted for good. */
  projects: z.array(Sums.extend({ projectId: z.string(), name: z.string().nullable() })),
  models: z.array(Sums.extend({ name: z.string() })),
  chats: z.array(Sums.extend({ chatId: Id, projectId: Id, title: z.string() })),
  answers: z.array(
    z.object({
      requestId: Id,
      chatId: Id,
      title: z.string(),
      model: z.string(),
      inputTokens: z.int(),
      outputTokens: z.int(),
      costNanos: z.int().nullable(),
      isEstimated: z.boolean(),
      createdAt: Time,
    }),
  ),
  /** Of this month only. */
  limits: z.array(UsageLimit),
});
export type Usage = z.infer<typeof Usage>;

/** A piece of text; what was looked for is marked. */
export const Segment = z.object({ text: z.string(), marked: z.boolean() });
export type Segment = z.infer<typeof Segment>;

export const SearchHit = z.object({
  kind: z.enum(['message', 'chat', 'project', 'file']),
  /** Of the message, chat, project or attachment. */
  id: Id,
  projectId: Id,
  projectName: z.string(),
  chatId: Id.nullable(),
  /** The chat's title, the project's name or the file's path. */
  title: z.string(),
  role: z.enum(ROLES).nullable(),
  /** In a file, from 1; null for its path. */
  line: z.int().nullable(),
  time: Time.nullable(),
  snippet: z.array(Segment),
});
export type SearchHit = z.infer<typeof SearchHit>;

export const SearchFilter = z.object({
  kind: z.enum(['all', 'messages', 'files']),
  order: z.enum(['newest', 'best']),
  projectId: Id.optional(),
  chatId: Id.optional(),
  role: z.enum(ROLES).optional(),
  model: z.string().max(500).optional(),
  /** Written at or after this, and before that. */
  from: Time.optional(),
  to: Time.optional(),
});
export type SearchFilter = z.infer<typeof SearchFilter>;

/** In the order of the branch: how often each message has the text. */
export const FoundInChat = z.array(z.object({ messageId: Id, count: z.int() }));
export type FoundInChat = z.infer<typeof FoundInChat>;

/** What the next request would have if it were sent now. Tokens are our own count. */
export const RequestPreview = z.object({
  parts: z.array(z.object({ label: z.string(), tokens: z.int() })),
  inputTokens: z.int(),
  /** Of the request and its answer together; null when nobody knows. */
  contextTokens: z.int().nullable(),
  /** Of the input only: how long the answer becomes nobody knows. Null when the price is not known. */
  costNanos: z.int().nullable(),
  /** Why it would be refused, as a sentence. */
  problem: z.string().nullable(),
  /** What helps against the problem. */
  action: z.enum(['chooseModel']).nullable(),
  /** What the chat has come to so far; null before its first message. */
  spent: Sums.nullable(),
  /** What is used up, when that is why; without a project it is the library's. */
  limit: z.object({ projectId: Id.nullable() }).nullable(),
});
export type RequestPreview = z.infer<typeof RequestPreview>;

/** Where a message is written: in a chat, or on a project's home. */
const DraftPlace = z.object({ projectId: Id, chatId: Id.nullable() });

const Page = { limit: z.int().min(1).max(200).default(50) };

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
      /** False while the library is being indexed. */
      isComplete: z.boolean(),
    }),
  ),
  /** Models that have answered lately, to filter by. */
  recentModels: request(z.object({}), z.array(ModelName)),
  /** Shows the branch with this message and goes to its chat. */
  openMessage: request(z.object({ messageId: Id }), z.object({ projectId: Id, chatId: Id })),
  findInChat: request(z.object({ chatId: Id, text: z.string().max(500) }), FoundInChat),

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
  copyText: request(z.object({ text: z.string().max(4_000_000) }), Nothing),
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
};

// —— What the extension tells every webview ————————————————————————————————————————————————————

export const events = {
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
