import * as z from 'zod';
import {
  FILE_MODES,
  MESSAGE_STATUSES,
  PART_KINDS,
  REASONING_EFFORTS,
  ROLES,
  SHELVES,
} from '../db/schema';

export const Id = z.uuid();
/** Milliseconds since 1970, UTC. */
const Time = z.number();

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
export const TypedSettings = z.object({
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
export const PictureFile = z.object({ name: z.string(), data: z.string() });
export type PictureFile = z.infer<typeof PictureFile>;
/** The bound of one message from a view leaves a little for the rest of it. */
export const Base64 = z.string().min(1).max(3_900_000, 'This picture is too large.');

export const Message = z.object({
  messageId: Id,
  chatId: Id,
  parentId: Id.nullable(),
  role: z.enum(ROLES),
  status: z.enum(MESSAGE_STATUSES),
  text: z.string(),
  reasoning: z.string(),
  /** Its words are not what was written: the library's file was damaged. `lasting` when they could not be put right. */
  damage: z.enum(['new', 'lasting']).nullable(),
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
export const ChatIds = z.object({ chatIds: z.array(Id).min(1).max(5_000) });
export const ProjectIds = z.object({ projectIds: z.array(Id).min(1).max(5_000) });

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
/** A message that an editor is to show, and what was looked for in it. */
export const Jump = z.object({
  /** Names this time: a view shows it once. */
  id: Id,
  chatId: Id,
  messageId: Id,
  words: z.array(z.string().max(500)).max(50),
});
export type Jump = z.infer<typeof Jump>;

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
  jump: Jump.nullable(),
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
  kind: z.enum(['all', 'messages', 'titles', 'files']),
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

/** In the order of the branch: how often each message has the text, and how often of these in what its model thought. */
export const FoundInChat = z.array(
  z.object({ messageId: Id, count: z.int(), inReasoning: z.int() }),
);
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
export const DraftPlace = z.object({ projectId: Id, chatId: Id.nullable() });

export const Page = { limit: z.int().min(1).max(200).default(50) };
