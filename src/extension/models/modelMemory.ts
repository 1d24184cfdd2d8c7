import type { Memento } from 'vscode';
import type { Model } from '../../models/provider';

const RECENT = 'betterGpt.models.recent';
const PINNED = 'betterGpt.models.pinned';
const LISTS = 'betterGpt.models.lists';
const MOST_RECENT = 5;

/** A provider's list of models, and when it came. */
export interface KeptList {
  models: Model[];
  /** UTC milliseconds. */
  at: number;
}

/** What the picker knows before a provider has answered: what was chosen lately, what is pinned, the last lists. */
export class ModelMemory {
  constructor(private readonly memento: Memento) {}

  /** Ids, the last one first. */
  get recent(): string[] {
    return this.memento.get<string[]>(RECENT, []);
  }

  async noteUse(modelId: string): Promise<void> {
    const others = this.recent.filter((id) => id !== modelId);
    await this.memento.update(RECENT, [modelId, ...others].slice(0, MOST_RECENT));
  }

  get pinned(): string[] {
    return this.memento.get<string[]>(PINNED, []);
  }

  async togglePin(modelId: string): Promise<void> {
    const others = this.pinned.filter((id) => id !== modelId);
    const isPinned = others.length < this.pinned.length;
    await this.memento.update(PINNED, isPinned ? others : [...others, modelId]);
  }

  list(provider: string): KeptList | undefined {
    return this.lists[provider];
  }

  async keepList(provider: string, models: Model[]): Promise<void> {
    await this.memento.update(LISTS, { ...this.lists, [provider]: { models, at: Date.now() } });
  }

  async forgetList(provider: string): Promise<void> {
    const { [provider]: _, ...others } = this.lists;
    await this.memento.update(LISTS, others);
  }

  private get lists(): Record<string, KeptList> {
    return this.memento.get<Record<string, KeptList>>(LISTS, {});
  }
}

/** For as long as the window is open. */
export function forgetful(): Memento {
  const values = new Map<string, unknown>();
  return {
    keys: () => [...values.keys()],
    get: <T>(name: string, otherwise?: T) => (values.get(name) as T | undefined) ?? otherwise,
    update: async (name: string, value: unknown) => void values.set(name, value),
  } as Memento;
}
