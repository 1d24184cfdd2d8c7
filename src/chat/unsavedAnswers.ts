import { hasMessage } from '../db/messages';
import type { Db } from '../db/open';
import type { LiveAnswer } from './liveAnswer';

interface UnsavedAnswer {
  live: LiveAnswer;
  save(db: Db): Promise<void>;
}

/** Answers that ended while nothing could be written: kept until it can. */
export class UnsavedAnswers {
  private readonly answers = new Map<string, UnsavedAnswer>();

  get all(): UnsavedAnswer[] {
    return [...this.answers.values()];
  }

  has(messageId: string): boolean {
    return this.answers.has(messageId);
  }

  keep(answer: UnsavedAnswer): void {
    this.answers.set(answer.live.messageId, answer);
  }

  /** `saved` is called for each message that has its answer now. */
  async save(db: Db, saved: (messageId: string) => Promise<unknown>): Promise<void> {
    for (const [messageId, answer] of this.answers) {
      await answer.save(db);
      this.answers.delete(messageId);
      await saved(messageId);
    }
  }

  /** What has no message in that library stays here. */
  async saveElsewhere(db: Db): Promise<void> {
    for (const [messageId, answer] of this.answers) {
      if (!(await hasMessage(db, messageId))) continue;
      await answer.save(db);
      this.answers.delete(messageId);
    }
  }
}
