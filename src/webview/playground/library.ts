import type {
  Attachment,
  Chat,
  Message,
  Picture,
  Project,
  SearchHit,
  Start,
  TrashedProject,
  Usage,
} from '../../protocol/api';

import { makeUsage } from './usage';

const HOUR = 3_600_000;
let last = 0;
/** Ids that look like ids and stay the same from one run to the next. */
export const newId = () => `00000000-0000-7000-8000-${String(++last).padStart(12, '0')}`;

export interface Library {
  start: Start;
  project: Project | undefined;
  chats: Chat[];
  trashedProjects: TrashedProject[];
  files: Attachment[];
  messages: Message[];
  /** The messages before these. */
  older: Message[];
  /** What a search may find. */
  hits: SearchHit[];
  isIndexed: boolean;
  /** What the view has kept from before it was hidden. */
  kept?: object;
  draft: string;
  draftPictures: Picture[];
  /** The model sees no pictures. */
  isBlind: boolean;
  model: string;
  /** What the chat has of its own. */
  ownSettings: string[];
  /** Null: nobody knows how much the model takes. */
  contextTokens: number | null;
  /** US dollars for a million tokens of input; null when the price is not known. */
  price: number | null;
  /** What is said where a limit is used up; null while none is. */
  used: string | null;
  usage: Usage;
  /** What a message is answered with, piece by piece; without it answers stay silent. */
  reply: string;
  /** Requests that fail, and their sentence. */
  failing: Record<string, string>;
  /** Requests that are never answered. */
  silent: string[];
}

export const emptyLibrary = (): Library => ({
  start: {
    surface: 'sidebar',
    place: { projectId: null, chatId: null },
    tab: 'overview',
    projectCount: 0,
    trashedProjectCount: 0,
    trusted: true,
    readOnly: null,
    folderName: 'payments',
    searchAsked: null,
    jump: null,
    colours: {},
  },
  project: undefined,
  chats: [],
  trashedProjects: [],
  files: [],
  messages: [],
  older: [],
  hits: [],
  isIndexed: true,
  draft: '',
  draftPictures: [],
  isBlind: false,
  model: 'claude-sonnet-5',
  ownSettings: [],
  contextTokens: 200_000,
  price: 3,
  used: null,
  usage: makeUsage(),
  reply: '',
  failing: {},
  silent: [],
});

export const makeProject = (change: Partial<Project> = {}): Project => ({
  projectId: newId(),
  name: 'Payments API',
  description: 'Webhooks, retries and refunds for the billing service',
  instructions:
    'You review a Node 22 service. Prefer the standard library.\nMoney is integers in minor units; never floats.\nWhen you show code, name the file and give a complete function.',
  chatCount: 14,
  fileCount: 4,
  lastActive: Date.now() - 4 * 60_000,
  model: null,
  temperature: 0.7,
  maxTokens: 4_000,
  capNanos: null,
  capTokens: null,
  settings: { topP: '', reasoningEffort: '', stop: '', extraBody: '' },
  draft: '',
  shelf: 'active',
  ...change,
});

export const makeChat = (projectId: string, title: string, change: Partial<Chat> = {}): Chat => ({
  chatId: newId(),
  projectId,
  title,
  model: null,
  pinned: false,
  shelf: 'active',
  updatedAt: Date.now() - HOUR,
  shelvedAt: null,
  preview: '',
  hasDraft: false,
  ...change,
});

export const makeFile = (
  projectId: string,
  path: string,
  change: Partial<Attachment> = {},
): Attachment => ({
  fileId: newId(),
  projectId,
  uri: `file:///work/${path}`,
  path,
  mode: 'live',
  state: 'current',
  why: null,
  size: 4_812,
  tokens: 1_204,
  addedAt: Date.now() - 20 * 24 * HOUR,
  ...change,
});

type MessageChange = Partial<Message> & Pick<Message, 'text'>;

/** A branch of messages, each answering the one before. */
export function makeBranch(chatId: string, ...changes: MessageChange[]): Message[] {
  let parentId: string | null = null;
  return changes.map((change, i) => {
    const isUser = i % 2 === 0;
    const message: Message = {
      messageId: newId(),
      chatId,
      parentId,
      role: isUser ? 'user' : 'assistant',
      status: 'done',
      reasoning: '',
      reasoningMs: null,
      model: isUser ? null : 'claude-sonnet-5',
      modelId: isUser ? null : 'anthropic:claude-sonnet-5',
      isSearch: false,
      damage: null,
      problem: null,
      figures: null,
      pictures: [],
      citations: [],
      version: { index: 1, count: 1 },
      createdAt: Date.now() - HOUR,
      ...change,
    };
    parentId = message.messageId;
    return message;
  });
}

export const makeFigures = (
  durationMs: number,
  outputTokens: number,
  costNanos: number | null,
) => ({
  requestId: newId(),
  durationMs,
  inputTokens: 3_100,
  outputTokens,
  isEstimated: false,
  costNanos,
  savedNanos: null,
});
