import { correctionFor } from '../context/correction';
import { overflowOfTexts } from '../context/fit';
import type { FileSource } from '../context/fileSource';
import { SEARCH_ID } from '../context/search';
import type { RequestFigures } from '../db/answers';
import type { NewAnswer } from '../db/exchanges';
import type { Db } from '../db/open';
import { saveCounted } from '../db/requests';
import { parseModelId } from '../models/modelId';
import type { AnswerPart, ModelRequest, Provider, Usage } from '../models/provider';
import { bill, type Billing, countRequest } from './billing';
import type { LiveAnswer } from './liveAnswer';
import { explain, judge, type Outcome, STOPPED } from './outcome';
import { type Prepared, prepareRequest } from './prepare';
import { untilAborted } from './untilAborted';

export interface Asking {
  db: Db;
  files: FileSource;
  /** @throws {UserError | ModelError} when the model's provider is not set up */
  findProvider(modelId: string, place: { projectId: string; chatId: string }): Promise<Provider>;
  /** A model has now seen newer content of this project's files than before. */
  onFilesSeen(projectId: string): void;
  billing: Billing;
  /** For what was not written for the user. */
  log(error: unknown): void;
}

export interface Asked {
  outcome: Outcome;
  figures: RequestFigures;
}

/** Asks the model and hands what arrives to `live`. Never rejects, and ends as soon as the signal is aborted. */
export async function askModel(
  asking: Asking,
  answer: NewAnswer,
  live: LiveAnswer,
  signal: AbortSignal,
): Promise<Asked> {
  const reading: Reading = { figures: {}, usage: undefined, request: undefined };
  const outcome = await attempt(asking, answer, live, reading, signal).catch((error: unknown) =>
    signal.aborted ? STOPPED : explain(error, asking.log),
  );
  const bill = await billed(asking, answer, live, { ...reading, isStopped: signal.aborted });
  return { outcome, figures: { ...reading.figures, ...bill } };
}

/** What is known so far, however the attempt ends. */
interface Reading {
  figures: RequestFigures;
  usage: Usage | undefined;
  /** What left for the provider. */
  request: ModelRequest | undefined;
}

async function attempt(
  asking: Asking,
  answer: NewAnswer,
  live: LiveAnswer,
  reading: Reading,
  signal: AbortSignal,
): Promise<Outcome> {
  signal.throwIfAborted();
  const ready = await untilAborted(getReady(asking, answer, live), signal);
  reading.request = ready.request;
  const parts = ready.provider.answer(ready.request, signal);
  const onFirst = () => {
    void noteSeen(asking, ready).catch(asking.log);
    void noteCounted(asking, answer, ready.request).catch(asking.log);
  };
  return timed(reading.figures, () =>
    untilAborted(read(parts, live, reading, onFirst, signal), signal),
  );
}

/** Search costs nothing and counts nothing. */
async function billed(
  { db, billing, log }: Asking,
  { model: modelId }: NewAnswer,
  live: LiveAnswer,
  { usage, request, isStopped }: Reading & { isStopped: boolean },
): Promise<RequestFigures> {
  if (!request || parseModelId(modelId).provider === SEARCH_ID) return {};
  const received = (['text', 'reasoning'] as const).map((kind) =>
    live.received[kind].slice(live.before[kind].length),
  );
  try {
    // What the provider has told is billed whatever else fails.
    const factor = await correctionFor(db, modelId).catch(() => 1);
    const countedTokens = await countRequest(billing, modelId, request).catch(() => undefined);
    const figures = await bill(billing, { modelId, request, usage, received, isStopped, factor });
    return { ...(countedTokens !== undefined && { countedTokens }), ...figures };
  } catch (error) {
    log(error);
    return {};
  }
}

async function getReady(
  asking: Asking,
  { chatId, model, requestId }: NewAnswer,
  { messageId, before }: LiveAnswer,
): Promise<Prepared & { provider: Provider }> {
  const { db, files, findProvider, billing } = asking;
  const sees = parseModelId(model).provider !== SEARCH_ID && billing.sees(model);
  const asked = { chatId, messageId, requestId, modelId: model, partial: before.text, sees };
  const prepared = await prepareRequest(db, files, asked);
  const provider = await findProvider(model, { projectId: prepared.projectId, chatId });
  if (prepared.refusal) throw prepared.refusal;
  await refuseOverflow(asking, model, prepared);
  return { ...prepared, provider };
}

/**
 * What the model cannot take does not leave; what cannot be counted does.
 * @throws {ModelError}
 */
async function refuseOverflow(
  { db, billing: { count, contextOf }, log }: Asking,
  modelId: string,
  { texts, request, pictureTokens }: Prepared,
): Promise<void> {
  if (parseModelId(modelId).provider === SEARCH_ID) return;
  const contextTokens = contextOf(modelId);
  const { maxTokens } = request;
  if (contextTokens === null) return;
  const factor = await correctionFor(db, modelId);
  const asked = { texts, pictureTokens, maxTokens, contextTokens, factor };
  const overflow = await overflowOfTexts(count, asked).catch((error: unknown) => {
    log(error);
    return undefined;
  });
  if (overflow) throw overflow;
}

async function timed<T>(figures: RequestFigures, work: () => Promise<T>): Promise<T> {
  const began = performance.now();
  try {
    return await work();
  } finally {
    figures.durationMs = Math.round(performance.now() - began);
  }
}

async function read(
  parts: AsyncIterable<AnswerPart>,
  live: LiveAnswer,
  reading: Reading,
  onFirst: () => void,
  signal: AbortSignal,
): Promise<Outcome> {
  const began = performance.now();
  let isFirst = true;
  let finish: string | undefined;
  for await (const part of parts) {
    // A provider that does not heed the signal has nothing more to say.
    signal.throwIfAborted();
    if (isFirst) onFirst();
    isFirst = false;
    switch (part.type) {
      case 'text':
      case 'reasoning':
        reading.figures.firstTokenMs ??= Math.round(performance.now() - began);
        live.add(part.type, part.text);
        break;
      case 'usage':
        reading.usage = part;
        break;
      case 'dropped':
        reading.figures.dropped = part.settings;
        break;
      case 'finish':
        finish = part.reason;
        break;
      case 'image':
        live.addPicture(part);
        break;
      case 'citation':
        live.citations.add(part);
        break;
    }
  }
  signal.throwIfAborted();
  return judge(finish, { isEmpty: live.received.text === '' && !live.hasPictures });
}

/** By which an answer whose process dies is billed. */
async function noteCounted(
  { db, billing }: Asking,
  { requestId, model }: NewAnswer,
  request: ModelRequest,
): Promise<void> {
  if (parseModelId(model).provider === SEARCH_ID) return;
  await saveCounted(db, requestId, await countRequest(billing, model, request));
}

/** A file is no longer stale once a model has begun to answer to it. */
async function noteSeen({ onFilesSeen }: Asking, { projectId, noteSeen: note }: Prepared) {
  if (await note()) onFilesSeen(projectId);
}
