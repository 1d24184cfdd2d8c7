import { v7 as uuidv7 } from 'uuid';
import type { Weighed } from '../context/preview';
import { SEARCH_ID } from '../context/search';
import { finishAnswer } from '../db/answers';
import {
  addAnswer,
  addExchange,
  addFirstExchange,
  type Exchange,
  type NewAnswer,
  type NewMessage,
  reopenAnswer,
  StillAnswering,
} from '../db/exchanges';
import type { Room } from '../db/limits';
import { getMessage } from '../db/messages';
import type { Db } from '../db/open';
import { isDamage } from '../db/damage';
import { keepAlive } from '../db/requests';
import { UserError } from '../db/userError';
import { isWriteStopped } from '../db/writeGuard';
import type { events, Message } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { announce, announceBegin } from './announce';
import { AskAgain } from './askAgain';
import { type Asking, askModel } from './askModel';
import { continuable } from './continuable';
import { endElsewhere } from './elsewhere';
import type { Limits, Unasked } from './limits';
import { LiveAnswer } from './liveAnswer';
import { modelAt, modelInUse } from './modelInUse';
import { NOT_YET_SAVED, UNSAVED } from './outcome';
import { HEARTBEAT } from './recovery';
import { type Clock, systemClock } from './retries';
import type { Titles } from './titles';
import { Turns } from './turns';
import { UnsavedAnswers } from './unsavedAnswers';
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
  private readonly unsaved = new UnsavedAnswers();
  private readonly turns = new Turns();
  readonly again: AskAgain;
  private readonly asking: Asking;

  constructor(private readonly options: AnswersOptions) {
    const onFilesSeen = (projectId: string) => options.publish('filesChanged', { projectId });
    this.asking = { ...options, onFilesSeen };
    this.again = new AskAgain({
      clock: systemClock,
      ...options,
      inTurn: (chatId, work) => this.turns.take(chatId, work),
      withRoom: (weigh, work, unasked) => this.withRoom(weigh, work, unasked),
      reopen: async ({ chatId, messageId, model }, room) => {
        const answer = this.newAnswer(chatId, model, room);
        await reopenAnswer(options.db, messageId, answer);
        await this.begin(answer, messageId);
      },
    });
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

  /** Whichever window is reading the answer, or waits to ask for it again. */
  async stop(chatId: string): Promise<void> {
    if (this.inFlight.has(chatId)) await this.stopOwn(chatId);
    else await endElsewhere(this.options.db, this.options.billing, chatId);
    await this.again.stopIn(chatId);
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
    while (this.inFlight.size > 0 || this.turns.over || this.again.areWaiting) {
      await Promise.all([...this.inFlight.keys()].map((chatId) => this.stopOwn(chatId)));
      await this.again.stopAll();
      await this.turns.over;
    }
  }

  /** Resolves when the chat has no answer in flight. */
  async ended(chatId: string): Promise<void> {
    await this.inFlight.get(chatId)?.ended;
  }

  /** What has arrived of an answer in flight; the library may be a moment behind. */
  received(messageId: string): LiveAnswer['received'] | undefined {
    const answers = [...this.inFlight.values(), ...this.unsaved.all];
    return answers.find(({ live }) => live.messageId === messageId)?.live.received;
  }

  /** Answers that are not in the library, or not with all that has arrived, by their message. */
  inMemory(): { messageId: string; chatId: string; text: string }[] {
    const live = [...this.inFlight.values(), ...this.unsaved.all].map((one) => one.live);
    return live.map(({ messageId, chatId, received: { text } }) => ({ messageId, chatId, text }));
  }

  /** To be called when the library can be written to again. */
  async saveUnsaved(): Promise<void> {
    await this.unsaved.save(this.options.db, (messageId) => announce(this.options, messageId));
  }

  /** Where this library was moved to. What has no message there stays in memory. */
  async saveUnsavedInto(db: Db): Promise<void> {
    await this.unsaved.saveElsewhere(db);
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
    if (room?.isAllowed) this.again.allow(messageId);
    const live = new LiveAnswer(this.options, chatId, messageId, before);
    // Before the first delta, so that every delta has a message that it belongs to.
    const announced = announceBegin(this.options, messageId, userId);
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
    if (isSaved && retryAt !== undefined)
      await this.again.wait(answer.chatId, messageId, retryAt, signal);
    if (isSaved) {
      await announce(this.options, messageId);
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
    const { retryAt, outcome } = this.again.plan(live, asked.outcome);
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
      if (isWriteStopped(error) || isDamage(error)) this.unsaved.keep({ live, save });
      return { isSaved: false };
    }
  }

  private async beat(requestId: string): Promise<void> {
    await keepAlive(this.options.db, requestId).catch(this.options.log);
  }
}
