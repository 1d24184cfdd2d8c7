import { getChat } from '../db/chats';
import { draftPictures, type Picture } from '../db/images';
import { listFiles } from '../db/files';
import { getMessage, readBranch } from '../db/messages';
import type { Db } from '../db/open';
import { getProject } from '../db/projects';
import { corrected } from '../models/estimates';
import { parseModelId } from '../models/modelId';
import { readAttachments } from './attachments';
import { correctionFor } from './correction';
import type { FileSource } from './fileSource';
import { overflowOfCounted } from './fit';
import { cannotSee, omittedByCount, pictureTokens } from './look';
import { sum, systemTexts, type TextPart, turnTexts } from './requestTexts';
import { SEARCH_ID } from './search';
import { settingsInUse } from './settings';
import { isSpoken, toTurns } from './shown';
import type { CountTokens } from './tokenCounts';

export interface PreviewOptions {
  db: Db;
  source: FileSource;
  count: CountTokens;
  /** Tokens of a request and its answer together; null when nobody knows. */
  contextOf(modelId: string): number | null;
  /** Whether a model can be shown pictures. */
  sees(modelId: string): boolean;
  /** Null when the price is not known. */
  priceOf(
    modelId: string,
    usage: { inputTokens: number; outputTokens: number },
  ): { nanos: number } | null;
}

export interface Previewed {
  projectId: string;
  /** Null: the message would begin a chat. */
  chatId: string | null;
  modelId: string;
  /** What is typed so far. */
  text: string;
}

export interface Preview {
  parts: { label: string; tokens: number }[];
  inputTokens: number;
  contextTokens: number | null;
  costNanos: number | null;
  /** Why it would not be sent, as a sentence. */
  problem: string | null;
  /** What helps against the problem. */
  action: 'chooseModel' | null;
}

export interface Weight extends Pick<Preview, 'parts' | 'inputTokens'> {
  /** What the answer may have. */
  maxTokens: number;
  /** Those that go with the text. */
  pictures: Picture[];
}

/** A request that is about to be made. */
export interface Weighed extends Previewed {
  /** The last message of what is sent before the text. */
  leafId: string | null;
  /** The pictures of the draft go with the text. */
  sendsPictures: boolean;
}

interface CountedPart {
  label: string;
  tokens: number;
}

/** How many branches are remembered by their tokens. */
const BRANCHES_KEPT = 50;

/** What a request would be made of if it were sent now. Nothing is written for it. */
export class Previews {
  /** The history's parts by its last message as that is now; what is before it never changes. */
  private readonly histories = new Map<string, CountedPart[]>();

  constructor(private readonly options: PreviewOptions) {}

  /** Null where no model would be asked. */
  async preview(asked: Previewed, signal: AbortSignal): Promise<Preview | null> {
    const { db, contextOf, priceOf, sees } = this.options;
    const { modelId } = asked;
    if (parseModelId(modelId).provider === SEARCH_ID) return null;
    const chat = asked.chatId === null ? null : await getChat(db, asked.chatId);
    const written = { ...asked, leafId: chat?.leafId ?? null, sendsPictures: true };
    const weight = await this.weigh(written, signal);
    const { parts, inputTokens, maxTokens, pictures } = weight;
    const contextTokens = contextOf(modelId);
    const overflow = overflowOfCounted({ inputTokens, maxTokens, contextTokens });
    return {
      parts,
      inputTokens,
      contextTokens,
      costNanos: priceOf(asked.modelId, { inputTokens, outputTokens: 0 })?.nanos ?? null,
      ...(pictures.length > 0 && !sees(modelId)
        ? { problem: cannotSee(parseModelId(modelId).model), action: 'chooseModel' as const }
        : { problem: overflow?.message ?? null, action: null }),
    };
  }

  /** What goes before the text is the branch that ends with `leafId`. */
  async weigh(
    { chatId, leafId, text, modelId, sendsPictures, ...asked }: Weighed,
    signal?: AbortSignal,
  ): Promise<Weight> {
    const { db, source } = this.options;
    const chat = chatId === null ? null : await getChat(db, chatId);
    const projectId = chat?.projectId ?? asked.projectId;
    const [project, rows, factor, pictures] = await Promise.all([
      getProject(db, projectId),
      listFiles(db, projectId),
      correctionFor(db, modelId),
      sendsPictures ? draftPictures(db, { projectId, chatId }) : [],
    ]);
    const attachments = await readAttachments(db, source, rows);
    signal?.throwIfAborted();
    const counted = [
      ...(await this.countParts(systemTexts(project.instructions, attachments), signal)),
      ...(await this.history(leafId, modelId, signal)),
      ...(await this.countParts(messageTexts(text), signal)),
      ...picturePart(modelId, pictures, ''),
    ];
    const parts = counted.map(({ label, tokens }) => ({
      label,
      tokens: corrected(tokens, factor),
    }));
    const inputTokens = sum(parts.map(({ tokens }) => tokens));
    return { parts, inputTokens, maxTokens: settingsInUse(project, chat).maxTokens, pictures };
  }

  private async countParts(parts: TextPart[], signal?: AbortSignal): Promise<CountedPart[]> {
    const counts = await this.options.count(
      parts.flatMap(({ texts }) => texts),
      signal,
    );
    let at = 0;
    return parts.map(({ label, texts }) => ({
      label,
      tokens: sum(counts.slice(at, (at += texts.length))),
    }));
  }

  private async history(
    leafId: string | null,
    modelId: string,
    signal?: AbortSignal,
  ): Promise<CountedPart[]> {
    if (leafId === null) return [];
    const { status, text } = await getMessage(this.options.db, leafId);
    const key = `${leafId} ${status} ${text.length} ${modelId}`;
    const kept = this.histories.get(key);
    const parts = kept ?? (await this.countHistory(leafId, modelId, signal));
    if (this.histories.size >= BRANCHES_KEPT) this.histories.clear();
    this.histories.set(key, parts);
    return parts.filter(({ tokens }) => tokens > 0);
  }

  private async countHistory(
    leafId: string,
    modelId: string,
    signal?: AbortSignal,
  ): Promise<CountedPart[]> {
    const branch = await readBranch(this.options.db, leafId);
    const texts = turnTexts(toTurns(branch));
    const label = texts.length === 1 ? '1 message before' : `${texts.length} messages before`;
    const tokens = sum(await this.options.count(texts, signal));
    const pictures = branch.filter(isSpoken).flatMap((message) => message.pictures);
    const omitted = omittedByCount(pictures, { modelId, sees: this.options.sees(modelId) });
    const shown = pictures.filter(({ id }) => !omitted.has(id));
    return [{ label, tokens }, ...picturePart(modelId, shown, ' before')];
  }
}

function picturePart(modelId: string, pictures: Picture[], when: string): CountedPart[] {
  if (pictures.length === 0) return [];
  const label = `${pictures.length === 1 ? '1 picture' : `${pictures.length} pictures`}${when}`;
  return [{ label, tokens: pictureTokens(modelId, pictures) }];
}

const messageTexts = (text: string): TextPart[] =>
  text.trim() === '' ? [] : [{ label: 'Message', texts: [text] }];
