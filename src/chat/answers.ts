import { v7 as uuidv7 } from 'uuid';
import type { Weighed } from '../context/preview';
import { SEARCH_ID } from '../context/search';
import { getChat } from '../db/chats';
import {
  addAnswer,
  addExchange,
  addFirstExchange,
  type Exchange,
  finishAnswer,
  type NewAnswer,
  type NewMessage,
  reopenAnswer,
  StillAnswering,
} from '../db/answers';
import type { Room } from '../db/limits';
import { getMessage, hasMessage } from '../db/messages';
import type { Db } from '../db/open';
import { keepAlive } from '../db/requests';
import { isStillAsked, setProblem, takeRetry, waitingLeaf } from '../db/retries';
import { UserError } from '../db/userError';
import { isWriteStopped } from '../db/writeGuard';
import type { events, Message } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { type Asking, askModel } from './askModel';
import { continuable } from './continuable';
import { endElsewhere } from './elsewhere';
import { LimitReached, type Limits, type Unasked } from './limits';
import { LiveAnswer } from './liveAnswer';
import { modelAt, modelInUse } from './modelInUse';
import { NOT_YET_SAVED, type Outcome, UNSAVED } from './outcome';
import { HEARTBEAT } from './recovery';
import { type Clock, Retries, systemClock } from './retries';
import { toMessage } from './shapes';
import type { Titles } from './titles';
import { Turns } from './turns';
import { anotherAnswer, nextMessage } from './weighed';

export interface AnswersOptions extends Omit<Asking, 'onFilesSeen'> {
  publish: Publish<typeof events>;
  /** Names this process in the library; see recovery.ts. */
  owner: string;
  clock?: Clock;
  titles?: Pick<Titles, 'isOff' | 'answered'>;
  /** Without them everything may be sent. */
  limits?: Limits;
}

interface InFlight {
  abort: AbortController;
  /** Resolves when the answer and its figures are in the library. Never rejects. */
  ended: Promise<void>;
  live: LiveAnswer;
}

interface Unsaved {
  chatId: string;
  live: LiveAnswer;
  save(db: Db): Promise<void>;
}

export interface Sent {
  chatId: string;
  /** Of the answer. */
  messageId: string;
  requestId: string;
}

type WithRoom<T> = (
  modelId: string,
  weigh: () => Promise<Weighed>,
  begin: (answer: NewAnswer) => Promise<T>,
) => Promise<T>;

/** Owns the answers in flight: at most one per chat. What one of them does is askModel's affair. */
export class Answers {
  private readonly inFlight = new Map<string, InFlight>();
  /** Ended while nothing could be written: kept until it can. */
  private readonly unsaved = new Map<string, Unsaved>();
  private readonly turns = new Turns();
  private readonly retries: Retries;
  private readonly asking: Asking;
  /** Answers that the user lets pass a limit: they are asked for again without another question. */
  private readonly allowed = new Set<string>();

  constructor(private readonly options: AnswersOptions) {
    const onFilesSeen = (projectId: string) => options.publish('filesChanged', { projectId });
    this.asking = { ...options, onFilesSeen };
    this.retries = new Retries(options.clock ?? systemClock);
  }

  /** Commits the message and begins the answer. Resolves as soon as both are in the library. */
  async send(
    chatId: string,
    text: string,
    { model, pictureIds = [] }: { model?: string | undefined; pictureIds?: string[] } = {},
  ): Promise<Sent> {
    const { db } = this.options;
    return this.inTurn(chatId, async (withRoom) => {
      const modelId = model ?? (await modelInUse(db, chatId));
      const weigh = () => nextMessage(db, chatId, { text, modelId });
      return withRoom(modelId, weigh, async (answer) => {
        const exchange = { ...answer, ...this.written(text), pictureIds };
        const { userId, answerId } = await this.addExchange(exchange);
        return this.begin(answer, answerId, { userId });
      });
    });
  }

  /** The first message of a new chat. */
  async sendFirst(projectId: string, text: string, pictureIds: string[] = []): Promise<Sent> {
    const { db } = this.options;
    return this.inTurn(uuidv7(), async (withRoom) => {
      const place = { projectId, chatId: null };
      const modelId = await modelAt(db, place);
      const weigh = async () => ({ ...place, modelId, leafId: null, text, sendsPictures: true });
      return withRoom(modelId, weigh, async (answer) => {
        const exchange = { ...answer, ...this.written(text), pictureIds, projectId };
        const { userId, answerId } = await addFirstExchange(db, exchange);
        return this.begin(answer, answerId, { userId });
      });
    });
  }

  /** A new answer to the message that this one answers, beside it; by this model, or the one in use. */
  async regenerate(messageId: string, model?: string): Promise<Sent> {
    const { db, publish } = this.options;
    const { chatId, parentId, role } = await getMessage(db, messageId);
    if (role !== 'assistant' || parentId === null) {
      throw new UserError('Only an answer can be asked for again.');
    }
    return this.inTurn(chatId, async (withRoom) => {
      const modelId = model ?? (await modelInUse(db, chatId));
      const weigh = () => anotherAnswer(db, { chatId, parentId, text: '' }, modelId);
      return withRoom(modelId, weigh, async (answer) => {
        const answerId = await addAnswer(db, { ...answer, parentId });
        publish('branchChanged', { chatId });
        return this.begin(answer, answerId);
      });
    });
  }

  /** Asks for the rest of an answer that is not whole. A message that was answered since stays as it is. */
  async continue(messageId: string): Promise<Sent> {
    const { db } = this.options;
    const { chatId } = await getMessage(db, messageId);
    return this.inTurn(chatId, async (withRoom) => {
      const message = await getMessage(db, messageId);
      const modelId = message.model ?? SEARCH_ID;
      const weigh = () => anotherAnswer(db, message, modelId);
      return withRoom(modelId, weigh, async (answer) => {
        const { text, reasoning, reasoningMs, citations } = await continuable(db, messageId);
        await reopenAnswer(db, messageId, answer);
        const before = { text, reasoning, reasoningMs, citations };
        return this.begin(answer, messageId, { before });
      });
    });
  }

  /** Asks at once for an answer that waits for it, whichever window it waits in. */
  async retryNow(messageId: string): Promise<void> {
    const { chatId } = await getMessage(this.options.db, messageId);
    await this.askAgain(chatId, messageId);
  }

  /** An answer that waits to be asked for again stays as it is, whichever window it waits in. */
  async stopRetry(messageId: string): Promise<void> {
    const { chatId } = await getMessage(this.options.db, messageId);
    this.retries.cancel(chatId);
    await this.endWait(messageId);
  }

  /** Whichever window is reading the answer, or waits to ask for it again. */
  async stop(chatId: string): Promise<void> {
    if (this.inFlight.has(chatId)) await this.stopOwn(chatId);
    else await endElsewhere(this.options.db, this.options.billing, chatId);
    const waiting = this.retries.cancel(chatId) ?? (await waitingLeaf(this.options.db, chatId));
    if (waiting !== undefined) await this.endWait(waiting);
  }

  /** Another window asks for it. */
  stopMessage(messageId: string): void {
    for (const { live, abort } of this.inFlight.values()) {
      if (live.messageId === messageId) abort.abort();
    }
  }

  get areInFlight(): boolean {
    return this.inFlight.size > 0;
  }

  /** Also stops what was sent and has not begun yet, and what would be asked for again. */
  async stopAll(): Promise<void> {
    while (this.inFlight.size > 0 || this.turns.over || this.retries.chatIds.length > 0) {
      await Promise.all([...this.inFlight.keys()].map((chatId) => this.stopOwn(chatId)));
      const waiting = this.retries.chatIds.flatMap((chatId) => this.retries.cancel(chatId) ?? []);
      await Promise.all(
        waiting.map((messageId) => this.endWait(messageId).catch(this.options.log)),
      );
      await this.turns.over;
    }
  }

  /** Resolves when the chat has no answer in flight. */
  async ended(chatId: string): Promise<void> {
    await this.inFlight.get(chatId)?.ended;
  }

  /** What has arrived of an answer in flight; the library may be a moment behind. */
  received(messageId: string): LiveAnswer['received'] | undefined {
    const answers = [...this.inFlight.values(), ...this.unsaved.values()];
    return answers.find(({ live }) => live.messageId === messageId)?.live.received;
  }

  /** Answers that are not in the library, or not with all that has arrived, by their message. */
  inMemory(): { messageId: string; chatId: string; text: string }[] {
    const live = [...this.inFlight.values(), ...this.unsaved.values()].map((one) => one.live);
    return live.map(({ messageId, chatId, received: { text } }) => ({ messageId, chatId, text }));
  }

  /** To be called when the library can be written to again. */
  async saveUnsaved(): Promise<void> {
    for (const [messageId, { save }] of this.unsaved) {
      await save(this.options.db);
      this.unsaved.delete(messageId);
      await this.announce(messageId);
    }
  }

  /** Where this library was moved to. What has no message there stays in memory. */
  async saveUnsavedInto(db: Db): Promise<void> {
    for (const [messageId, { save }] of this.unsaved) {
      if (!(await hasMessage(db, messageId))) continue;
      await save(db);
      this.unsaved.delete(messageId);
    }
  }

  private written(text: string): NewMessage {
    return { text, keepsTitle: this.options.titles?.isOff() ?? false };
  }

  /** Another window may begin an answer at any moment before ours is there; then that one is ended first. */
  private async addExchange(exchange: NewAnswer & NewMessage): Promise<Exchange> {
    const { db, billing } = this.options;
    for (;;) {
      try {
        return await addExchange(db, exchange, { whenFree: true });
      } catch (error) {
        if (!(error instanceof StillAnswering)) throw error;
        await endElsewhere(db, billing, exchange.chatId);
      }
    }
  }

  private async stopOwn(chatId: string): Promise<void> {
    const answer = this.inFlight.get(chatId);
    answer?.abort.abort();
    await answer?.ended;
  }

  /**
   * Room for a request is had before the answer in flight ends for it: who decides not to send it keeps that one.
   */
  private inTurn<T>(chatId: string, work: (withRoom: WithRoom<T>) => Promise<T>): Promise<T> {
    return this.turns.take(chatId, () =>
      work((modelId, weigh, begin) =>
        this.withRoom(weigh, async (room) => {
          await this.stop(chatId);
          return begin(this.newAnswer(chatId, modelId, room));
        }),
      ),
    );
  }

  private async withRoom<T>(
    weigh: () => Promise<Weighed>,
    work: (room: Room | undefined) => Promise<T>,
    unasked?: Unasked,
  ): Promise<T> {
    const { limits } = this.options;
    return limits ? limits.withRoom(await weigh(), work, unasked) : work(undefined);
  }

  private newAnswer(chatId: string, model: string, room: Room | undefined): NewAnswer {
    return { chatId, model, requestId: uuidv7(), owner: this.options.owner, room };
  }

  /** The answer is in the library; from here on nothing may leave it without somebody to read it. */
  private async begin(
    answer: NewAnswer,
    messageId: string,
    { userId, before }: { userId?: string; before?: LiveAnswer['before'] } = {},
  ): Promise<Sent> {
    const { chatId, requestId, room } = answer;
    const abort = new AbortController();
    if (room?.isAllowed) this.allowed.add(messageId);
    const live = new LiveAnswer(this.options, chatId, messageId, before);
    // Before the first delta, so that every delta has a message that it belongs to.
    const announced = this.announceBegin(messageId, userId);
    const ended = announced.then((begun) => this.attend(answer, live, begun, abort.signal));
    this.inFlight.set(chatId, { abort, ended, live });
    await announced;
    return { chatId, messageId, requestId };
  }

  private async attend(
    answer: NewAnswer,
    live: LiveAnswer,
    begun: Message | undefined,
    signal: AbortSignal,
  ): Promise<void> {
    const { isSaved, retryAt } = await this.run(answer, live, signal);
    const { messageId } = live;
    this.inFlight.delete(answer.chatId);
    if (isSaved && retryAt !== undefined) await this.waitToAsk(answer, messageId, retryAt, signal);
    if (isSaved) {
      await this.announce(messageId);
      this.options.titles?.answered(messageId);
    } else if (begun)
      this.options.publish('messageChanged', {
        ...begun,
        ...live.received,
        ...(this.unsaved.has(messageId) ? NOT_YET_SAVED : UNSAVED),
      });
  }

  /** Resolves to whether the end of the answer is in the library, and when it is to be asked for again. */
  private async run(
    answer: NewAnswer,
    live: LiveAnswer,
    signal: AbortSignal,
  ): Promise<{ isSaved: boolean; retryAt?: number | undefined }> {
    const { requestId } = answer;
    const beat = setInterval(() => void this.beat(requestId), HEARTBEAT);
    const asked = await askModel(this.asking, answer, live, signal);
    clearInterval(beat);
    await live.settle();
    const { figures } = asked;
    const { retryAt, outcome } = this.withRetry(live, asked.outcome);
    const citations = live.citations.all;
    const finished = { messageId: live.messageId, ...live.received, ...outcome, citations };
    const save = async (db: Db) => {
      await live.savePictures(db);
      await finishAnswer(db, finished, { requestId, figures });
    };
    try {
      await save(this.options.db);
      return { isSaved: true, retryAt };
    } catch (error) {
      this.options.log(error);
      const { chatId } = answer;
      if (isWriteStopped(error)) this.unsaved.set(live.messageId, { chatId, live, save });
      return { isSaved: false };
    }
  }

  /** What has begun to arrive is never thrown away for another try. */
  private withRetry(live: LiveAnswer, { again, ...outcome }: Outcome) {
    const { messageId, received, hasPictures } = live;
    const isEmpty = received.text === '' && received.reasoning === '' && !hasPictures;
    const retryAt = this.retries.next(messageId, isEmpty ? again : undefined);
    if (retryAt === undefined || outcome.problem === null) return { outcome };
    return { retryAt, outcome: { ...outcome, problem: { ...outcome.problem, retryAt } } };
  }

  /** Who stopped the answer while its end was written down does not want it asked for again. */
  private async waitToAsk(
    { chatId }: NewAnswer,
    messageId: string,
    at: number,
    { aborted }: AbortSignal,
  ): Promise<void> {
    const { db, log } = this.options;
    if (aborted) await takeRetry(db, messageId).catch(log);
    else
      this.retries.wait(chatId, messageId, at, () => {
        this.askAgain(chatId, messageId).catch(log);
      });
  }

  /** In the same message, with a receipt of its own; not when the chat has gone on without it. */
  private askAgain(chatId: string, messageId: string): Promise<void> {
    const { db } = this.options;
    return this.turns.take(chatId, async () => {
      if (!(await takeRetry(db, messageId))) return;
      this.retries.cancel(chatId);
      const message = await getMessage(db, messageId);
      const { model } = message;
      if (model === null || !(await isStillAsked(db, chatId, messageId))) {
        await this.announce(messageId);
        return;
      }
      const weigh = () => anotherAnswer(db, message, model);
      const again = async (room: Room | undefined) => {
        const answer = this.newAnswer(chatId, model, room);
        await reopenAnswer(db, messageId, answer);
        await this.begin(answer, messageId);
      };
      const unasked = { isAllowed: this.allowed.has(messageId) };
      await this.withRoom(weigh, again, unasked).catch((error: unknown) =>
        this.refuseAgain(messageId, error),
      );
    });
  }

  /** Nobody asked for it just now, so the reason stands in the chat. */
  private async refuseAgain(messageId: string, error: unknown): Promise<void> {
    if (!(error instanceof LimitReached)) throw error;
    this.retries.forget(messageId);
    await setProblem(this.options.db, messageId, error.problem);
    await this.announce(messageId);
  }

  private async endWait(messageId: string): Promise<void> {
    this.retries.forget(messageId);
    if (await takeRetry(this.options.db, messageId)) await this.announce(messageId);
  }

  private async beat(requestId: string): Promise<void> {
    await keepAlive(this.options.db, requestId).catch(this.options.log);
  }

  private async announceBegin(messageId: string, userId?: string): Promise<Message | undefined> {
    if (userId !== undefined) {
      const asked = await this.announce(userId);
      if (asked) this.announceDraft(asked.place);
    }
    return (await this.announce(messageId))?.message;
  }

  /** What was written is sent; of a first message, on the project's home. */
  private announceDraft(place: { projectId: string; chatId: string }): void {
    const { publish } = this.options;
    publish('draftChanged', { ...place, draft: '' });
    publish('draftPicturesChanged', place);
    publish('draftPicturesChanged', { ...place, chatId: null });
  }

  /** Tells the webviews. The library may be gone by now; that stops nothing else. */
  private async announce(messageId: string) {
    const { db, publish, log } = this.options;
    try {
      const message = toMessage(await getMessage(db, messageId));
      const { id: chatId, projectId } = await getChat(db, message.chatId);
      publish('messageChanged', message);
      publish('chatsChanged', { projectId, chatId });
      return { message, place: { projectId, chatId } };
    } catch (error) {
      log(error);
      return undefined;
    }
  }
}
