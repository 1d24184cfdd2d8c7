import { batch, computed, createModel, effect, signal } from '@preact/signals';
import type { AppHost, Chat, Message, MessageWindow } from '../../protocol/api';
import { createAttempts, oneAtATime } from './attempts';
import { append, type Delta, put, rejoin } from './branch';
import { MOST_AT_ONCE, PAGE, type OpenBranch, readEnd, readMiddle } from './onShow';

/** Between two readings of a chat whose deltas do not fit, so that a gap never becomes a flood. */
const REOPEN_PAUSE_MS = 250;

/** Text that arrives reads as well at 30 frames a second as at 60, for half of the work. */
const BETWEEN_DRAWINGS_MS = 30;
let lastDrawing = 0;

const nextFrame = (work: () => void) => {
  const draw = () =>
    requestAnimationFrame((now) => {
      lastDrawing = now;
      work();
    });
  const wait = lastDrawing + BETWEEN_DRAWINGS_MS - performance.now();
  if (wait > 0) setTimeout(draw, wait);
  else draw();
};

/** The open chat as the user sees it. The extension holds the truth; this follows it. */
export const ChatModel = createModel(
  (host: AppHost, chatId: string, whenDrawn: (work: () => void) => void = nextFrame) => {
    const chat = signal<Chat>();
    const messages = signal<readonly Message[]>([]);
    const hasOlder = signal(false);
    /** The end of the chat is not among the messages: what is new there is not shown. */
    const hasNewer = signal(false);
    /** The last answer that ended while it was watched, for screen readers. */
    const finished = signal<Message>();
    const { problem, running, attempt } = createAttempts();
    const streaming = computed(() => messages.value.at(-1)?.status === 'streaming');

    let early: Delta[] = [];
    let opening = false;
    /** The next reading relies on nothing that is on show. */
    let isAnew = false;
    let pending: Delta[] = [];
    let reopenTimer: ReturnType<typeof setTimeout> | undefined;

    const read = async () => {
      const anew = isAnew;
      isAnew = false;
      opening = true;
      early = [];
      try {
        const { row, window } = await (anew ? readAll() : readSome());
        pending = [];
        batch(() => {
          chat.value = row;
          show(window, anew);
        });
      } catch (error) {
        isAnew ||= anew;
        throw error;
      } finally {
        opening = false;
      }
      early.forEach(hearDelta);
    };
    /** In place of all that is on show, or of the end of it. */
    const show = (window: MessageWindow, anew: boolean) => {
      const joined = anew ? window : rejoin(messages.value, window);
      if (joined === window) hasOlder.value = window.hasOlder;
      hasNewer.value = joined.hasNewer;
      messages.value = joined.messages;
    };
    /** The end of the chat, or what is on show of its middle. */
    const readSome = (): Promise<OpenBranch> => {
      const { length, 0: first } = messages.value;
      return hasNewer.value && first
        ? readMiddle(host, chatId, first, length)
        : readEnd(host, chatId, Math.min(MOST_AT_ONCE, length));
    };
    /** The end as well when the middle is no longer there. */
    const readAll = (): Promise<OpenBranch> => {
      const end = () => readEnd(host, chatId, messages.value.length);
      return hasNewer.value ? readSome().catch(end) : end();
    };
    const open = oneAtATime(() => attempt(read));
    const openAnew = () => {
      isAnew = true;
      return open();
    };

    const isShown = (messageId: string) => messages.value.some((m) => m.messageId === messageId);
    /** Brings a message of the branch on show here, with what is around it. */
    const showAround = async (messageId: string) => {
      // Another branch may be on its way here.
      if (!chat.value || running.value > 0) await open();
      if (isShown(messageId)) return;
      await attempt(async () => {
        const part = { messageId, before: PAGE, after: PAGE };
        const window = await host.call('messagesAround', part);
        batch(() => {
          messages.value = window.messages;
          hasOlder.value = window.hasOlder;
          hasNewer.value = window.hasNewer;
        });
      });
    };
    const showEnd = async () => {
      hasNewer.value = false;
      await open();
    };

    /** Its title, pin and model, without its messages. */
    const refresh = oneAtATime(async () => {
      if (!chat.value) return;
      await attempt(async () => {
        chat.value = (await host.call('openChat', { chatId, limit: 1 })).chat;
      });
    });

    const reopenSoon = () => {
      reopenTimer ??= setTimeout(() => {
        reopenTimer = undefined;
        void open(); // keeps its own failure in `problem`
      }, REOPEN_PAUSE_MS);
    };

    const flush = () => {
      const deltas = pending;
      pending = [];
      let branch: readonly Message[] | undefined = messages.value;
      for (const delta of deltas) branch = branch && append(branch, delta);
      if (branch) messages.value = branch;
      else reopenSoon();
    };

    /** Deltas are drawn together, however many arrive. */
    const hearDelta = (delta: Delta) => {
      if (opening) return void early.push(delta);
      if (hasNewer.value && !isShown(delta.messageId)) return;
      pending.push(delta);
      if (pending.length === 1) whenDrawn(flush);
    };

    const hearMessage = (message: Message) => {
      const known = messages.value.find((m) => m.messageId === message.messageId);
      if (known?.status === 'streaming' && message.status !== 'streaming') finished.value = message;
      pending = pending.filter((delta) => delta.messageId !== message.messageId);
      const branch = put(messages.value, message);
      if (hasNewer.value && !known) return;
      if (branch) messages.value = branch;
      if (!branch || opening) void open(); // keeps its own failure in `problem`
    };

    /** What is not shown now comes with its message. */
    const hearPictures = ({ messageId, pictures }: Pick<Message, 'messageId' | 'pictures'>) => {
      messages.value = messages.value.map((message) =>
        message.messageId === messageId ? { ...message, pictures } : message,
      );
    };

    const loadOlder = oneAtATime(async () => {
      const first = messages.value[0];
      if (!first || !hasOlder.value) return;
      await attempt(async () => {
        const older = await host.call('olderMessages', { messageId: first.messageId, limit: PAGE });
        if (messages.value[0]?.messageId !== first.messageId) return;
        batch(() => {
          messages.value = [...older.messages, ...messages.value];
          hasOlder.value = older.hasOlder;
        });
      });
    });

    const loadNewer = oneAtATime(async () => {
      const last = messages.value.at(-1);
      if (!last || !hasNewer.value) return;
      await attempt(async () => {
        const newer = await host.call('newerMessages', { messageId: last.messageId, limit: PAGE });
        if (messages.value.at(-1)?.messageId !== last.messageId) return;
        batch(() => {
          messages.value = [...messages.value, ...newer.messages];
          hasNewer.value = newer.hasNewer;
        });
      });
    });

    effect(() => host.on('messageChanged', (m) => void (m.chatId === chatId && hearMessage(m))));
    effect(() => host.on('answerDelta', (d) => void (d.chatId === chatId && hearDelta(d))));
    effect(() => host.on('answerPictures', (p) => void (p.chatId === chatId && hearPictures(p))));
    effect(() => host.on('branchChanged', (b) => void (b.chatId === chatId && showEnd())));
    effect(() => host.on('chatsChanged', (c) => void (c.chatId === chatId && refresh())));
    effect(() => () => clearTimeout(reopenTimer));

    return {
      ...{ chat, messages, hasOlder, hasNewer, finished, streaming, problem, running },
      ...{ open, openAnew, loadOlder, loadNewer, showAround, showEnd },
    };
  },
);
export type ChatModel = InstanceType<typeof ChatModel>;
