import { v7 as uuidv7 } from 'uuid';
import type { FileSource } from '../context/fileSource';
import { SEARCH_ID } from '../context/search';
import { createChat, getChat } from '../db/chats';
import {
  addAnswer,
  addExchange,
  finishAnswer,
  getMessage,
  type NewAnswer,
  type RequestFigures,
} from '../db/messages';
import type { Db } from '../db/open';
import { getProject } from '../db/projects';
import { keepAlive } from '../db/requests';
import { UserError } from '../db/userError';
import type { Provider } from '../models/provider';
import type { events } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { LiveAnswer } from './liveAnswer';
import { explain, failed, judge, type Outcome } from './outcome';
import { prepareRequest } from './prepare';
import { toMessage } from './shapes';

/** How often a process says that it is still reading an answer, in milliseconds. */
export const HEARTBEAT = 10_000;

export interface AnswersOptions {
  db: Db;
  files: FileSource;
  publish: Publish<typeof events>;
  /** Names this process in the library; see recovery.ts. */
  owner: string;
  /** @throws {UserError | ModelError} when the model's provider is not set up */
  findProvider(modelId: string, place: { projectId: string; chatId: string }): Promise<Provider>;
  /** For what was not written for the user. */
  log(error: unknown): void;
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

/** Owns the answers in flight: at most one per chat. */
export class Answers {
  private readonly inFlight = new Map<string, InFlight>();
  /** Sends into one chat begin one after another. */
  private readonly turns = new Map<string, Promise<unknown>>();

  constructor(private readonly options: AnswersOptions) {}

  /** Commits the message and begins the answer. Resolves as soon as both are in the library. */
  send(chatId: string, text: string, model?: string): Promise<Sent> {
    return this.inTurn(chatId, async () => {
      const answer = await this.newAnswer(chatId, model);
      const { userId, answerId } = await addExchange(this.options.db, { ...answer, text });
      await this.announce(userId);
      return this.begin(answer, answerId);
    });
  }

  /** The first message of a new chat. */
  async sendFirst(projectId: string, text: string): Promise<Sent> {
    const chat = await createChat(this.options.db, projectId);
    return this.send(chat.id, text);
  }

  /** A new answer to the message that this one answers, beside it. */
  async regenerate(messageId: string): Promise<Sent> {
    const { db, publish } = this.options;
    const { chatId, parentId, role } = await getMessage(db, messageId);
    if (role !== 'assistant' || parentId === null) {
      throw new UserError('Only an answer can be asked for again.');
    }
    return this.inTurn(chatId, async () => {
      const answer = await this.newAnswer(chatId);
      const answerId = await addAnswer(db, { ...answer, parentId });
      publish('branchChanged', { chatId });
      return this.begin(answer, answerId);
    });
  }

  async stop(chatId: string): Promise<void> {
    const answer = this.inFlight.get(chatId);
    answer?.abort.abort();
    await answer?.ended;
  }

  async stopAll(): Promise<void> {
    await Promise.all([...this.inFlight.keys()].map((chatId) => this.stop(chatId)));
  }

  /** Resolves when the chat has no answer in flight. */
  async ended(chatId: string): Promise<void> {
    await this.inFlight.get(chatId)?.ended;
  }

  /** What has arrived of an answer in flight; the library may be a moment behind. */
  received(messageId: string): LiveAnswer['received'] | undefined {
    const answers = [...this.inFlight.values()];
    return answers.find(({ live }) => live.messageId === messageId)?.live.received;
  }

  private inTurn<T>(chatId: string, work: () => Promise<T>): Promise<T> {
    const before = this.turns.get(chatId) ?? Promise.resolve();
    const mine = before.then(() => this.stop(chatId)).then(work);
    const settled = mine.then(
      () => undefined,
      () => undefined,
    );
    this.turns.set(chatId, settled);
    void settled.then(() => this.turns.get(chatId) === settled && this.turns.delete(chatId));
    return mine;
  }

  private async newAnswer(chatId: string, model?: string): Promise<NewAnswer> {
    const { db, owner } = this.options;
    const requestId = uuidv7();
    return { chatId, requestId, owner, model: model ?? (await modelInUse(db, chatId)) };
  }

  private async begin(answer: NewAnswer, messageId: string): Promise<Sent> {
    const { chatId, requestId } = answer;
    const abort = new AbortController();
    const live = new LiveAnswer(this.options.db, this.options.publish, chatId, messageId);
    const ended = this.run(answer, live, abort.signal)
      .catch((error: unknown) => this.options.log(error))
      .finally(() => this.inFlight.delete(chatId))
      .then(() => this.announce(messageId).catch((error: unknown) => this.options.log(error)));
    this.inFlight.set(chatId, { abort, ended, live });
    await this.announce(messageId);
    return { chatId, messageId, requestId };
  }

  private async run(answer: NewAnswer, live: LiveAnswer, signal: AbortSignal): Promise<void> {
    const { requestId } = answer;
    const figures: RequestFigures = {};
    const beat = setInterval(() => void this.beat(requestId), HEARTBEAT);
    const outcome = await this.stream(answer, live, figures, signal).catch((error: unknown) =>
      this.failure(error, signal),
    );
    clearInterval(beat);
    await live.settle().catch((error: unknown) => this.options.log(error));
    const finished = { messageId: live.messageId, ...live.received, ...outcome };
    await finishAnswer(this.options.db, finished, { requestId, figures });
  }

  private async stream(
    { chatId, model: modelId, requestId }: NewAnswer,
    live: LiveAnswer,
    figures: RequestFigures,
    signal: AbortSignal,
  ): Promise<Outcome> {
    const { db, files, findProvider, publish } = this.options;
    const { messageId } = live;
    const prepared = await prepareRequest(db, files, { chatId, messageId, modelId, requestId });
    const { request, projectId, filesWereStale } = prepared;
    if (filesWereStale) publish('filesChanged', { projectId });
    const provider = await findProvider(modelId, { projectId, chatId });
    signal.throwIfAborted();
    const began = performance.now();
    try {
      return await readAnswer(provider.answer(request, signal), live, figures, began, signal);
    } finally {
      figures.durationMs = Math.round(performance.now() - began);
    }
  }

  private failure(error: unknown, signal: AbortSignal): Outcome {
    if (signal.aborted) return { status: 'stopped', problem: null };
    const explained = explain(error);
    if (explained) return explained;
    this.options.log(error);
    return failed('Something went wrong. What had arrived is kept; the log says more.');
  }

  private async beat(requestId: string): Promise<void> {
    await keepAlive(this.options.db, requestId).catch((error: unknown) => this.options.log(error));
  }

  private async announce(messageId: string): Promise<void> {
    const { db, publish } = this.options;
    const message = toMessage(await getMessage(db, messageId));
    const { projectId } = await getChat(db, message.chatId);
    publish('messageChanged', { ...message, ...this.received(messageId) });
    publish('chatsChanged', { projectId, chatId: message.chatId });
  }
}

async function readAnswer(
  parts: ReturnType<Provider['answer']>,
  live: LiveAnswer,
  figures: RequestFigures,
  began: number,
  signal: AbortSignal,
): Promise<Outcome> {
  let finish: string | undefined;
  for await (const part of parts) {
    signal.throwIfAborted();
    switch (part.type) {
      case 'text':
      case 'reasoning':
        figures.firstTokenMs ??= Math.round(performance.now() - began);
        live.add(part.type, part.text);
        break;
      case 'usage':
        figures.inputTokens = part.inputTokens;
        figures.outputTokens = part.outputTokens;
        break;
      case 'finish':
        finish = part.reason;
    }
  }
  signal.throwIfAborted();
  return judge(finish, live.received.text);
}

/** The chat's own model, else the project's, else Search. */
export async function modelInUse(db: Db, chatId: string): Promise<string> {
  const chat = await getChat(db, chatId);
  return chat.model ?? (await getProject(db, chat.projectId)).model ?? SEARCH_ID;
}
