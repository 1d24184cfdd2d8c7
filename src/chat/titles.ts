import { v7 as uuidv7 } from 'uuid';
import { SEARCH_ID } from '../context/search';
import { hashOf, keepBlobs } from '../db/blobs';
import type { Db } from '../db/open';
import { addTitleRequest, finishTitle, type FirstExchange, untitledExchange } from '../db/titles';
import { parseModelId } from '../models/modelId';
import type { ModelRequest, Provider, Usage } from '../models/provider';
import { bill, type Billing, countRequest } from './billing';
import type { Limits } from './limits';
import { askForTitle, readTitle } from './titleText';
import { untilAborted } from './untilAborted';

/** By what a chat names itself. */
export const TITLINGS = ['firstWords', 'model', 'off'] as const;
export type Titling = (typeof TITLINGS)[number];

export interface TitlesOptions {
  db: Db;
  titling(): Titling;
  /** The model to ask for a title of a chat with this one. */
  modelFor(modelId: string): string;
  findProvider(modelId: string, place: { projectId: string; chatId: string }): Promise<Provider>;
  billing: Billing;
  /** Without them every chat may be named. */
  limits?: Pick<Limits, 'fits'>;
  onNamed(place: { projectId: string; chatId: string }): void;
  log(error: unknown): void;
  timeoutMs?: number;
}

/** Thinking counts, and some models think however short their answer is. */
const MOST_TOKENS = 1_000;
/** What says more than this is not naming anything. */
const MOST_SAID = 2_000;
const TIMEOUT = 30_000;

/** Chats name themselves after their first answer. A title is worth no error: without one the first words stand. */
export class Titles {
  private readonly underWay = new Set<Promise<void>>();
  private readonly closing = new AbortController();

  constructor(private readonly options: TitlesOptions) {}

  isOff(): boolean {
    return this.options.titling() === 'off';
  }

  /** An answer has ended. */
  answered(answerId: string): void {
    if (this.options.titling() !== 'model' || this.closing.signal.aborted) return;
    const naming: Promise<void> = this.name(answerId)
      .catch(this.options.log)
      .finally(() => this.underWay.delete(naming));
    this.underWay.add(naming);
  }

  /** Resolves when no chat is being named. */
  async settled(): Promise<void> {
    await Promise.all(this.underWay);
  }

  async stop(): Promise<void> {
    this.closing.abort();
    await this.settled();
  }

  private async name(answerId: string): Promise<void> {
    const { db, modelFor, onNamed } = this.options;
    const exchange = await untitledExchange(db, answerId);
    if (!exchange || parseModelId(exchange.model).provider === SEARCH_ID) return;
    const { chatId } = exchange;
    const modelId = modelFor(exchange.model);
    if (!(await this.isWithinLimits(exchange, modelId))) return;
    const asked = await this.ask(exchange, modelId);
    if (await finishTitle(db, { ...asked, chatId })) onNamed(exchange);
  }

  private async isWithinLimits(exchange: FirstExchange, modelId: string): Promise<boolean> {
    const { limits, billing } = this.options;
    if (!limits) return true;
    const request = titleRequest(exchange, modelId);
    const inputTokens = await countRequest(billing, modelId, request);
    const most = { inputTokens, outputTokens: MOST_TOKENS };
    return limits.fits(exchange.projectId, modelId, most);
  }

  /** Its receipt is in the library before it leaves. Rejects only when that cannot be written. */
  private async ask(exchange: FirstExchange, modelId: string) {
    const { findProvider, billing, timeoutMs = TIMEOUT, log } = this.options;
    const request = titleRequest(exchange, modelId);
    const requestId = await this.keepReceipt(exchange, modelId, request);
    const reading: Reading = { said: '', thought: '', usage: undefined, isWhole: false };
    const began = performance.now();
    const left = new AbortController();
    const { closing } = this;
    const signal = AbortSignal.any([left.signal, closing.signal, AbortSignal.timeout(timeoutMs)]);
    try {
      const provider = await findProvider(modelId, exchange);
      await untilAborted(read(provider, request, reading, signal), signal);
    } catch (error) {
      if (!closing.signal.aborted) log(error);
    } finally {
      left.abort(); // whatever else it would say
    }
    const received = [reading.said, reading.thought];
    const billed = { modelId, request, usage: reading.usage, received };
    const figures = {
      ...(await bill(billing, billed)),
      durationMs: Math.round(performance.now() - began),
    };
    return { requestId, figures, title: reading.isWhole ? readTitle(reading.said) : undefined };
  }

  private async keepReceipt(
    { questionId }: FirstExchange,
    model: string,
    { turns, temperature, maxTokens }: ModelRequest,
  ): Promise<string> {
    const { db } = this.options;
    const text = turns.map((turn) => turn.text).join('');
    const hash = hashOf(text);
    await keepBlobs(db, new Map([[hash, Buffer.from(text)]]));
    const id = uuidv7();
    const sent = { id, messageId: questionId, model, temperature, maxTokens };
    await addTitleRequest(db, sent, { kind: 'request', label: 'a title for the chat', hash });
    return id;
  }
}

interface Reading {
  said: string;
  thought: string;
  usage: Usage | undefined;
  isWhole: boolean;
}

const titleRequest = ({ question, answer }: FirstExchange, modelId: string): ModelRequest => ({
  model: parseModelId(modelId).model,
  system: '',
  turns: [{ role: 'user', text: askForTitle(question, answer) }],
  temperature: 0.3,
  maxTokens: MOST_TOKENS,
});

async function read(
  provider: Provider,
  request: ModelRequest,
  reading: Reading,
  signal: AbortSignal,
): Promise<void> {
  for await (const part of provider.answer(request, signal)) {
    signal.throwIfAborted();
    if (part.type === 'text') reading.said += part.text;
    else if (part.type === 'reasoning') reading.thought += part.text;
    else if (part.type === 'usage') reading.usage = part;
    else if (part.type === 'finish') reading.isWhole = part.reason === 'stop';
    if (reading.said.length > MOST_SAID) return;
  }
}
