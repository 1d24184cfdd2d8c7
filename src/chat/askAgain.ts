import type { Weighed } from '../context/preview';
import type { Room } from '../db/limits';
import { getMessage } from '../db/messages';
import { isStillAsked, setProblem, takeRetry, waitingLeaf } from '../db/retries';
import { announce, type Announcing } from './announce';
import { LimitReached, type Unasked } from './limits';
import type { LiveAnswer } from './liveAnswer';
import type { Outcome } from './outcome';
import { type Clock, Retries } from './retries';
import { anotherAnswer } from './weighed';

interface Waiting {
  chatId: string;
  messageId: string;
  model: string;
}

export interface AskAgainOptions extends Announcing {
  clock: Clock;
  inTurn(chatId: string, work: () => Promise<void>): Promise<void>;
  withRoom(
    weigh: () => Promise<Weighed>,
    work: (room: Room | undefined) => Promise<void>,
    unasked: Unasked,
  ): Promise<void>;
  /** In the same message, with a receipt of its own. */
  reopen(waiting: Waiting, room: Room | undefined): Promise<void>;
}

/** Answers that failed before anything of them came, and are asked for again: by themselves, or when the user says so. */
export class AskAgain {
  private readonly retries: Retries;
  /** Answers that the user lets pass a limit: they are asked for again without another question. */
  private readonly allowed = new Set<string>();

  constructor(private readonly options: AskAgainOptions) {
    this.retries = new Retries(options.clock);
  }

  /** Counts the try, and says in the chat when the next one is. What has begun to arrive is never thrown away for one. */
  plan({ messageId, received, hasPictures }: LiveAnswer, { again, ...outcome }: Outcome) {
    const isEmpty = received.text === '' && received.reasoning === '' && !hasPictures;
    const retryAt = this.retries.next(messageId, isEmpty ? again : undefined);
    if (retryAt === undefined || outcome.problem === null) return { outcome };
    return { retryAt, outcome: { ...outcome, problem: { ...outcome.problem, retryAt } } };
  }

  allow(messageId: string): void {
    this.allowed.add(messageId);
  }

  /** Who stopped the answer while its end was written down does not want it asked for again. */
  async wait(chatId: string, messageId: string, at: number, { aborted }: AbortSignal) {
    const { db, log } = this.options;
    if (aborted) await takeRetry(db, messageId).catch(log);
    else
      this.retries.wait(chatId, messageId, at, () => void this.ask(chatId, messageId).catch(log));
  }

  /** At once, whichever window it waits in. */
  async now(messageId: string): Promise<void> {
    const { chatId } = await getMessage(this.options.db, messageId);
    await this.ask(chatId, messageId);
  }

  /** The answer stays as it is, whichever window it waits in. */
  async stop(messageId: string): Promise<void> {
    const { chatId } = await getMessage(this.options.db, messageId);
    this.retries.cancel(chatId);
    await this.endWait(messageId);
  }

  async stopIn(chatId: string): Promise<void> {
    const waiting = this.retries.cancel(chatId) ?? (await waitingLeaf(this.options.db, chatId));
    if (waiting !== undefined) await this.endWait(waiting);
  }

  get areWaiting(): boolean {
    return this.retries.chatIds.length > 0;
  }

  async stopAll(): Promise<void> {
    const waiting = this.retries.chatIds.flatMap((chatId) => this.retries.cancel(chatId) ?? []);
    await Promise.all(waiting.map((messageId) => this.endWait(messageId).catch(this.options.log)));
  }

  /** Not when the chat has gone on without it. */
  private ask(chatId: string, messageId: string): Promise<void> {
    const { db, inTurn, withRoom, reopen } = this.options;
    return inTurn(chatId, async () => {
      if (!(await takeRetry(db, messageId))) return;
      this.retries.cancel(chatId);
      const message = await getMessage(db, messageId);
      const { model } = message;
      if (model === null || !(await isStillAsked(db, chatId, messageId))) {
        await announce(this.options, messageId);
        return;
      }
      const weigh = () => anotherAnswer(db, message, model);
      const unasked = { isAllowed: this.allowed.has(messageId) };
      const begin = (room: Room | undefined) => reopen({ chatId, messageId, model }, room);
      await withRoom(weigh, begin, unasked).catch((error: unknown) =>
        this.refuse(messageId, error),
      );
    });
  }

  /** Nobody asked for it just now, so the reason stands in the chat. */
  private async refuse(messageId: string, error: unknown): Promise<void> {
    if (!(error instanceof LimitReached)) throw error;
    this.retries.forget(messageId);
    await setProblem(this.options.db, messageId, error.problem);
    await announce(this.options, messageId);
  }

  private async endWait(messageId: string): Promise<void> {
    this.retries.forget(messageId);
    if (await takeRetry(this.options.db, messageId)) await announce(this.options, messageId);
  }
}
