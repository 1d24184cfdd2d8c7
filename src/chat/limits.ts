import type { Weighed } from '../context/preview';
import { SEARCH_ID } from '../context/search';
import {
  type Caps,
  capsOf,
  isLimited,
  type Most,
  NoRoom,
  type Passing,
  passingOf,
  type Room,
  type Standing,
  standingsOf,
} from '../db/limits';
import type { Db } from '../db/open';
import type { Problem } from '../db/schema';
import { UserError } from '../db/userError';
import { modelLabel, parseModelId } from '../models/modelId';
import type { Billing } from './billing';
import { type LimitQuestion, notAsked, questionOf, usedUp } from './limitTexts';

export interface LimitsOptions {
  db: Db;
  /** Of the library; those of projects are in it. */
  libraryCaps(): Caps;
  /** About how many tokens it would have, and how many its answer may have. */
  weigh(asked: Weighed): Promise<{ inputTokens: number; maxTokens: number }>;
  priceOf: Billing['priceOf'];
  /** Resolves when the request may be sent; rejects, with whatever, when it may not. */
  ask(question: LimitQuestion): Promise<'once' | 'always'>;
}

/** Of a request that is made without anybody to be asked. */
export interface Unasked {
  /** The user has let it pass before. */
  isAllowed: boolean;
}

/** Nothing is left of a limit, or nobody is there to be asked. */
export class LimitReached extends UserError {
  override name = 'LimitReached';

  constructor(
    sentence: string,
    /** Whose limit it is; null: the library's. */
    readonly projectId: string | null,
  ) {
    super(sentence);
  }

  /** As the chat keeps it. */
  get problem(): Problem {
    const action = this.projectId === null ? 'changeLimit' : 'changeProjectLimit';
    return { sentence: this.message, action };
  }
}

/** What may be spent in a month: asked about before it could be passed, and kept over all windows. */
export class Limits {
  /** Models without a price that this window need not ask about again. */
  private readonly unpricedAllowed = new Set<string>();

  constructor(private readonly options: LimitsOptions) {}

  /**
   * Does the work that writes the request, with room set aside for it. Who loses the room to another window meanwhile
   * is asked again.
   * @throws {LimitReached}
   */
  async withRoom<T>(
    asked: Weighed,
    work: (room: Room | undefined) => Promise<T>,
    unasked?: Unasked,
  ): Promise<T> {
    for (;;) {
      const room = await this.roomFor(asked, unasked);
      try {
        return await work(room);
      } catch (error) {
        if (!(error instanceof NoRoom)) throw error;
      }
    }
  }

  /** Why nothing can be sent with this model in this project now; undefined when something can. */
  async reached(projectId: string, modelId: string): Promise<LimitReached | undefined> {
    const limited = await this.limitedStandings(projectId, modelId);
    const nanos = this.isFree(modelId) ? 0 : 1;
    const passing = limited && passingOf(limited.standings, { nanos, tokens: 1 });
    return passing?.kind === 'used' ? refusal(passing) : undefined;
  }

  /** Of a request that nobody asked for: nobody is asked about it either. */
  async fits(
    projectId: string,
    modelId: string,
    usage: { inputTokens: number; outputTokens: number },
  ): Promise<boolean> {
    const limited = await this.limitedStandings(projectId, modelId);
    return !limited || !passingOf(limited.standings, this.priced(modelId, usage));
  }

  private async roomFor(asked: Weighed, unasked?: Unasked): Promise<Room | undefined> {
    const limited = await this.limitedStandings(asked.projectId, asked.modelId);
    if (!limited) return undefined;
    const most = await this.mostOf(asked);
    const passing = passingOf(limited.standings, most);
    const room = { ...most, libraryCaps: limited.libraryCaps, isAllowed: passing !== undefined };
    if (passing?.kind === 'used') throw refusal(passing);
    if (passing) await this.settle(passing, most, asked.modelId, unasked);
    return room;
  }

  private async settle(
    passing: Passing,
    most: Most,
    modelId: string,
    unasked?: Unasked,
  ): Promise<void> {
    const isUnpriced = passing.kind === 'unknown';
    if (isUnpriced && this.unpricedAllowed.has(modelId)) return;
    if (unasked?.isAllowed) return;
    if (unasked) throw new LimitReached(notAsked(passing), passing.standing.projectId);
    const answer = await this.options.ask(questionOf(passing, most, modelLabel(modelId)));
    if (isUnpriced && answer === 'always') this.unpricedAllowed.add(modelId);
  }

  /** Undefined where nothing is limited: then nothing is counted and nothing is asked of the library. */
  private async limitedStandings(
    projectId: string,
    modelId: string,
  ): Promise<{ standings: Standing[]; libraryCaps: Caps } | undefined> {
    const { db } = this.options;
    if (parseModelId(modelId).provider === SEARCH_ID) return undefined;
    const libraryCaps = this.options.libraryCaps();
    const caps = await capsOf(db, projectId);
    if (!isLimited(libraryCaps) && !isLimited(caps)) return undefined;
    return { standings: await standingsOf(db, projectId, libraryCaps), libraryCaps };
  }

  private async mostOf(asked: Weighed): Promise<Most> {
    const { inputTokens, maxTokens: outputTokens } = await this.options.weigh(asked);
    return this.priced(asked.modelId, { inputTokens, outputTokens });
  }

  private priced(modelId: string, usage: { inputTokens: number; outputTokens: number }): Most {
    const cost = this.options.priceOf(modelId, { ...usage, estimated: true });
    return { nanos: cost?.nanos ?? null, tokens: usage.inputTokens + usage.outputTokens };
  }

  private isFree(modelId: string): boolean {
    const usage = { inputTokens: 1_000_000, outputTokens: 1_000_000 };
    return this.priced(modelId, usage).nanos === 0;
  }
}

const refusal = (passing: Passing) => new LimitReached(usedUp(passing), passing.standing.projectId);
