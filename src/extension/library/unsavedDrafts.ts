import { isDamage } from '../../db/damage';
import type { Db } from '../../db/open';
import { isWriteStopped } from '../../db/writeGuard';

interface Unsaved {
  draft: string;
  write(db: Db): Promise<void>;
}

/** Drafts that could not be written: kept, the newest of each chat, until they can. */
export class UnsavedDrafts {
  private readonly kept = new Map<string, Unsaved>();

  /**
   * Resolves when the draft is in the library, or in memory for as long as nothing can be written.
   * In memory as well when the library turns out to be damaged there: repaired, it takes the draft.
   */
  async save(db: Db, id: string, draft: string, write: Unsaved['write']): Promise<void> {
    try {
      await write(db);
      this.kept.delete(id);
    } catch (error) {
      if (isWriteStopped(error) || isDamage(error)) this.kept.set(id, { draft, write });
      if (!isWriteStopped(error)) throw error;
    }
  }

  /** The draft of this chat or project that is not in the library yet. */
  get(id: string): string | undefined {
    return this.kept.get(id)?.draft;
  }

  list(): { id: string; draft: string }[] {
    return [...this.kept].map(([id, { draft }]) => ({ id, draft }));
  }

  /** To be called when the library can be written to again. One that cannot be saved leaves the others alone. */
  async saveAll(db: Db, log: (error: unknown) => void): Promise<void> {
    for (const [id, { draft, write }] of this.kept) {
      if (this.kept.get(id)?.draft === draft) await this.save(db, id, draft, write).catch(log);
    }
  }
}
