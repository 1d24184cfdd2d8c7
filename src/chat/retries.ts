import type { Again } from './outcome';

/** In milliseconds, as Date has it. */
export interface Clock {
  now(): number;
  /** Returns what takes it back. */
  after(ms: number, work: () => void): () => void;
}

export const systemClock: Clock = {
  now: () => Date.now(),
  after: (ms, work) => {
    const timer = setTimeout(work, ms);
    return () => clearTimeout(timer);
  },
};

const MOST_TRIES = 3;
const FIRST_WAIT = 2_000;
const SHORTEST_WAIT = 1_000;
/** Who is asked to wait for longer decides for himself when to ask again. */
const LONGEST_WAIT = 600_000;

interface Waiting {
  messageId: string;
  cancel(): void;
}

/** Which answers this window asks for again by itself, and when: at most one per chat. */
export class Retries {
  private readonly waiting = new Map<string, Waiting>();
  /** By message. */
  private readonly tries = new Map<string, number>();

  constructor(private readonly clock: Clock) {}

  /** Counts the try. Undefined when the answer is not to be asked for again by itself. */
  next(messageId: string, again: Again | undefined): number | undefined {
    const tries = this.tries.get(messageId) ?? 0;
    const wait = again?.afterMs ?? FIRST_WAIT * 2 ** tries;
    if (!again || tries >= MOST_TRIES || wait > LONGEST_WAIT) {
      this.tries.delete(messageId);
      return undefined;
    }
    this.tries.set(messageId, tries + 1);
    return Math.ceil(this.clock.now() + Math.max(wait, SHORTEST_WAIT));
  }

  wait(chatId: string, messageId: string, at: number, work: () => void): void {
    this.cancel(chatId);
    const cancel = this.clock.after(at - this.clock.now(), () => {
      this.waiting.delete(chatId);
      work();
    });
    this.waiting.set(chatId, { messageId, cancel });
  }

  /** Returns the message that was waiting. */
  cancel(chatId: string): string | undefined {
    const waiting = this.waiting.get(chatId);
    waiting?.cancel();
    this.waiting.delete(chatId);
    return waiting?.messageId;
  }

  /** Tries are counted anew. */
  forget(messageId: string): void {
    this.tries.delete(messageId);
  }

  get chatIds(): string[] {
    return [...this.waiting.keys()];
  }
}
