import type { Chat, events, Message, requests } from '../../protocol/api';
import type { Handlers, Publish, ToHost, ToWebview } from '../../protocol/rpc';
import type { Port } from '../connect';
import { type Library, makeBranch, makeChat } from './library';
import { BLUE, makePicture } from './pictures';
import { previewRequest } from './preview';
import { around, findInChat, search } from './search';

type All = Handlers<typeof requests>;
/** Those of the extension's handlers that a script can play; the rest do nothing. */
type Answers = { [K in keyof All]?: (input: Parameters<All[K]>[0]) => unknown };

const PIECE = 20;
const PIECE_MS = 16;

/** An extension made of a script: the webview's other end, without VS Code. */
export function fakeHost(
  library: Library,
  log: (method: string, input: unknown) => void = () => {},
): Port {
  let deliver: (message: ToWebview) => void = () => {};
  const publish: Publish<typeof events> = (name, payload) =>
    deliver({ type: 'event', name, payload: structuredClone(payload) });
  const answers = answersOf(library, publish);

  const answer = (id: number, method: string, input: unknown): ToWebview => {
    const failure = library.failing[method];
    if (failure) return { type: 'failure', id, message: failure };
    log(method, input);
    const value = answers[method as keyof All]?.(input as never);
    return { type: 'result', id, value: value && structuredClone(value) };
  };
  return {
    listen: (receive) => (deliver = receive),
    post(message: ToHost) {
      if (message.type !== 'request' || library.silent.includes(message.method)) return;
      queueMicrotask(() => deliver(answer(message.id, message.method, message.input)));
    },
  };
}

function answersOf(library: Library, publish: Publish<typeof events>): Answers {
  const projectId = library.project?.projectId ?? '';
  const chatOf = (id: string) => library.chats.find((chat) => chat.chatId === id);
  const changeChat = (chatId: string, change: object) => {
    Object.assign(chatOf(chatId) ?? {}, change);
    publish('chatsChanged', { projectId, chatId });
  };
  const shelve = (chatIds: string[], shelf: Chat['shelf']) => {
    const shelvedAt = shelf === 'active' ? null : Date.now();
    for (const chatId of chatIds) changeChat(chatId, { shelf, shelvedAt });
  };
  const erase = (isGone: (chat: Chat) => boolean) => {
    library.chats = library.chats.filter((chat) => !isGone(chat));
    publish('trashChanged', {});
  };
  const leaveTrash = (projectIds: string[]) => {
    library.trashedProjects = library.trashedProjects.filter(
      (project) => !projectIds.includes(project.projectId),
    );
    publish('trashChanged', {});
  };
  const changeFile = (fileId: string, change: object) => {
    Object.assign(library.files.find((file) => file.fileId === fileId) ?? {}, change);
    publish('filesChanged', { projectId });
  };
  const go = (chatId: string | null) => {
    library.start.place = { projectId, chatId };
    publish('placeChanged', library.start.place);
  };
  const whole = () => [...library.older, ...library.messages];
  const speak = createSpeaker(library, publish);

  return {
    start: () => library.start,
    openProject: () => library.project,
    updateProject: ({ change: { settings, ...change } }) => {
      Object.assign(library.project ?? {}, change);
      Object.assign(library.project?.settings ?? {}, settings);
      publish('projectsChanged', { projectId });
      return library.project;
    },
    listFiles: () => library.files,
    detachFile: ({ fileId }) => {
      library.files = library.files.filter((file) => file.fileId !== fileId);
      publish('filesChanged', { projectId });
    },
    setFileMode: ({ fileId, mode }) =>
      changeFile(fileId, { mode, state: mode === 'live' ? 'current' : 'kept' }),
    modelInUse: ({ chatId }) => ({
      ...{ id: library.model, name: library.model },
      settings: chatId === null ? [] : library.ownSettings,
    }),
    listChats: (asked) => listChats(library, asked),
    renameChat: ({ chatId, title }) => changeChat(chatId, { title }),
    pinChats: ({ chatIds, pinned }) => chatIds.forEach((id) => changeChat(id, { pinned })),
    archiveChats: ({ chatIds }) => shelve(chatIds, 'archived'),
    deleteChats: ({ chatIds }) => shelve(chatIds, 'trashed'),
    restoreChats: ({ chatIds }) => shelve(chatIds, 'active'),
    listTrash: () => {
      const chats = library.chats.filter(({ shelf }) => shelf === 'trashed');
      const projectName = library.project?.name ?? '';
      return {
        projects: library.trashedProjects,
        chats: chats.map((chat) => ({ ...chat, projectName })),
        hasMore: false,
        chatCount: chats.length,
        emptyAfterDays: 0,
      };
    },
    eraseChats: ({ chatIds }) => erase(({ chatId }) => chatIds.includes(chatId)),
    restoreProjects: ({ projectIds }) => leaveTrash(projectIds),
    eraseProjects: ({ projectIds }) => leaveTrash(projectIds),
    emptyTrash: () => {
      library.trashedProjects = [];
      erase(({ shelf }) => shelf === 'trashed');
    },
    goTo: ({ chatId }) => go(chatId),
    openChat: ({ chatId }) => ({
      chat: chatOf(chatId),
      draft: library.draft,
      window: { messages: library.messages, hasOlder: library.older.length > 0 },
    }),
    olderMessages: ({ messageId, limit }) => {
      const end = library.older.findIndex((m) => m.messageId === messageId);
      const older = library.older.slice(0, end < 0 ? undefined : end);
      return { messages: older.slice(-limit), hasOlder: older.length > limit };
    },
    newerMessages: ({ messageId, limit }) => {
      const all = whole();
      const at = all.findIndex((m) => m.messageId === messageId);
      return around(all, at + limit, limit - 1, 0);
    },
    messagesAround: ({ messageId, before, after }) => {
      const all = whole();
      return around(
        all,
        all.findIndex((m) => m.messageId === messageId),
        before,
        after,
      );
    },
    search: (asked) => search(library, asked),
    recentModels: () => [{ id: 'a:claude-sonnet-5', name: 'claude-sonnet-5' }],
    listProjects: () => (library.project ? [library.project] : []),
    findInChat: ({ text }) => findInChat(whole(), text),
    openMessage: ({ messageId }) => {
      const first = library.chats[0]?.chatId ?? null;
      const chatId = whole().find((m) => m.messageId === messageId)?.chatId ?? first;
      go(chatId);
      return { projectId, chatId };
    },
    draftPictures: () => library.draftPictures,
    pictureLimits: () => ({ longEdge: 1_568, bytes: 2_800_000 }),
    addPicture: ({ name, chatId }) => {
      library.draftPictures = [...library.draftPictures, makePicture({ name })];
      publish('draftPicturesChanged', { projectId, chatId });
    },
    removePicture: ({ pictureId }) => {
      library.draftPictures = library.draftPictures.filter((p) => p.pictureId !== pictureId);
    },
    readPicture: () => ({ mediaType: 'image/png', data: BLUE }),
    pickFiles: () => [{ name: 'picked.png', data: BLUE }],
    pickPictures: () => [{ name: 'picked.png', data: BLUE }],
    usage: ({ projectId }) =>
      projectId === null
        ? library.usage
        : {
            ...library.usage,
            projects: [],
            limits: library.usage.limits.map((limit) => ({
              ...limit,
              projectId: limit.projectId && projectId,
            })),
          },
    previewRequest: ({ text }) => previewRequest(library, text),
    sendMessage: ({ chatId, text }) => speak.answer(chatId, text),
    sendFirstMessage: ({ text }) => {
      const chat = makeChat(projectId, text);
      library.chats = [chat, ...library.chats];
      library.messages = [];
      go(chat.chatId);
      speak.answer(chat.chatId, text);
      return { chatId: chat.chatId, messageId: chat.chatId };
    },
    stopAnswer: () => speak.stop(),
    copyText: ({ text }) => void navigator.clipboard?.writeText(text).catch(() => {}),
  };
}

interface Asked {
  shelf: string;
  filter: string;
  limit: number;
  after?: string | undefined;
}

function listChats(library: Library, { shelf, filter, limit, after }: Asked) {
  const rows = library.chats
    .filter((chat) => chat.shelf === shelf)
    .filter((chat) => chat.title.toLowerCase().includes(filter.toLowerCase()))
    .sort((a, b) => Number(b.pinned) - Number(a.pinned));
  const begin = after ? rows.findIndex((chat) => chat.chatId === after) + 1 : 0;
  const chats = rows.slice(begin, begin + limit);
  return { chats, hasMore: begin + limit < rows.length };
}

/** Answers in pieces, as a model does. */
function createSpeaker(library: Library, publish: Publish<typeof events>) {
  let timer: ReturnType<typeof setInterval> | undefined;
  let current: Message | undefined;

  const keep = (message: Message) => {
    library.messages = [
      ...library.messages.filter((m) => m.messageId !== message.messageId),
      message,
    ];
    publish('messageChanged', message);
  };
  const end = (status: Message['status']) => {
    clearInterval(timer);
    if (current) keep({ ...current, status });
    current = undefined;
  };
  const piece = () => {
    if (!current) return;
    const offset = current.text.length;
    const text = library.reply.slice(offset, offset + PIECE);
    if (!text) return end('done');
    const { chatId, messageId } = current;
    publish('answerDelta', { chatId, messageId, kind: 'text', offset, text });
    current = { ...current, text: current.text + text };
    library.messages = library.messages.with(-1, current);
  };
  return {
    stop: () => end('stopped'),
    answer(chatId: string, text: string) {
      const branch = makeBranch(chatId, { text }, { text: '', status: 'streaming' });
      const parentId = library.messages.at(-1)?.messageId ?? null;
      for (const [i, message] of branch.entries())
        keep(i === 0 ? { ...message, parentId } : message);
      current = branch.at(-1);
      if (library.reply) timer = setInterval(piece, PIECE_MS);
      return { messageId: branch[0]?.messageId };
    },
  };
}
