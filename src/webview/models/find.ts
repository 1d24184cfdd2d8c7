import { batch, computed, createModel, effect, signal } from '@preact/signals';
import type { AppHost, FoundInChat } from '../../protocol/api';
import { sentence } from './attempts';

const FIND_AFTER_MS = 80;
/** Between two looks at an answer that is arriving. */
const FIND_AGAIN_MS = 500;

/** A place in the chat: the how-manieth time a message has the text. */
export interface Match {
  messageId: string;
  nth: number;
  /** What its model thought has the text as well: it is counted first. */
  inReasoning: boolean;
}

/** Finds in all of a chat, also in what is not drawn. */
export const FindModel = createModel((host: AppHost, chatId: string) => {
  const text = signal('');
  const matchCase = signal(false);
  const found = signal<FoundInChat>([]);
  const problem = signal<string>();
  /** What was typed last has been looked for. */
  const isCounted = signal(false);
  /** Which of all matches is shown, from 0. */
  const at = signal(0);
  const total = computed(() => found.value.reduce((sum, { count }) => sum + count, 0));
  const match = computed(() => matchAt(found.value, at.value));
  let current = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  /** Where the user is reading: looking begins there. */
  let startAt: (found: FoundInChat) => number = () => 0;

  const look = async (begin: boolean) => {
    current.abort();
    const { signal } = (current = new AbortController());
    try {
      const asked = { chatId, text: text.value, matchCase: matchCase.value };
      const next = asked.text ? await host.call('findInChat', asked, signal) : [];
      if (signal.aborted) return;
      batch(() => {
        found.value = next;
        isCounted.value = true;
        problem.value = undefined;
        at.value = begin ? startAt(next) : Math.min(at.value, Math.max(0, total.value - 1));
      });
    } catch (error) {
      if (!signal.aborted) problem.value = sentence(error);
    }
  };
  const lookSoon = (begin: boolean) => {
    clearTimeout(timer);
    timer = setTimeout(() => void look(begin), FIND_AFTER_MS); // keeps its own failure
  };

  const type = (next: string) => {
    text.value = next;
    isCounted.value = false;
    lookSoon(true);
  };
  const toggleCase = () => {
    matchCase.value = !matchCase.value;
    lookSoon(true);
  };
  const step = (by: 1 | -1) => {
    if (total.value > 0) at.value = (at.value + by + total.value) % total.value;
  };
  const beginAt = (begin: typeof startAt) => {
    startAt = begin;
  };

  /** However fast it arrives. */
  const lookAgain = () => {
    again ??= setTimeout(() => {
      again = undefined;
      lookSoon(false);
    }, FIND_AGAIN_MS);
  };

  effect(() =>
    host.on('answerDelta', (d) => void (d.chatId === chatId && text.value && lookAgain())),
  );
  effect(() =>
    host.on('messageChanged', (m) => void (m.chatId === chatId && text.value && lookSoon(false))),
  );
  effect(() =>
    host.on('branchChanged', (b) => void (b.chatId === chatId && text.value && lookSoon(false))),
  );
  effect(() => host.on('libraryChanged', () => void (text.value && lookSoon(false))));
  effect(() => () => {
    clearTimeout(timer);
    clearTimeout(again);
    current.abort();
  });

  return {
    ...{ text, matchCase, found, isCounted, problem, at, total, match },
    ...{ type, toggleCase, step, beginAt },
  };
});
export type FindModel = InstanceType<typeof FindModel>;

function matchAt(found: FoundInChat, at: number): Match | undefined {
  let left = at;
  for (const { messageId, count, inReasoning } of found) {
    if (left < count) return { messageId, nth: left, inReasoning: inReasoning > 0 };
    left -= count;
  }
  return undefined;
}

/** The first match in or after what is on screen, else the last before it. */
export function nearestMatch(found: FoundInChat, ids: readonly string[], top: number): number {
  const onOrAfter = new Set(ids.slice(top));
  let before = 0;
  for (const { messageId, count } of found) {
    if (onOrAfter.has(messageId)) return before;
    before += count;
  }
  return Math.max(0, before - 1);
}
