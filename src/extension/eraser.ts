import * as vscode from 'vscode';
import { eraseMarked } from '../db/erase';
import type { Db } from '../db/open';
import { markForErasing, type TrashCount } from '../db/trash';
import type { Reporter } from './reporter';

/** How long the library is open before anybody looks at how old its trash is, and how often after that. */
const FIRST_LOOK = 10 * 60_000;
const LOOK_AGAIN = 6 * 60 * 60_000;
const DAY = 24 * 60 * 60_000;

/** Deletes for good, in the background, what was marked for it. */
export class Eraser implements vscode.Disposable {
  private running = false;
  private again = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly reporter: Pick<Reporter, 'log' | 'note'>,
    private readonly onErased: () => void,
  ) {}

  /** Something was marked. */
  wake(db: Db): void {
    this.again = true;
    if (!this.running) void this.run(db); // keeps its own failure
  }

  /** Looks after the trash of a library that stays open; what was marked and not finished is finished then too. */
  watch(db: Db): void {
    const look = async () => {
      await this.emptyOld(db).catch(this.reporter.log);
      this.wake(db);
      this.timer = setTimeout(() => void look(), LOOK_AGAIN);
    };
    this.timer = setTimeout(() => void look(), FIRST_LOOK);
  }

  /** What has been in the trash for longer than the user set. */
  async emptyOld(db: Db): Promise<void> {
    const days = emptyAfterDays();
    if (days <= 0) return;
    const marked = await markForErasing(db, { before: new Date(Date.now() - days * DAY) });
    if (marked.chats + marked.projects === 0) return;
    this.reporter.note(
      `Deleting for good what has been in the trash for ${days} days: ${inWords(marked)}.`,
    );
    this.onErased();
  }

  dispose(): void {
    clearTimeout(this.timer);
  }

  private async run(db: Db): Promise<void> {
    this.running = true;
    try {
      while (this.again) {
        this.again = false;
        const erased = await eraseMarked(db);
        if (erased.projects + erased.chats === 0) continue;
        this.reporter.note(`Deleted for good: ${inWords(erased)} in all.`);
      }
    } catch (error) {
      // The next look at the trash goes on from here.
      this.reporter.log(error);
    } finally {
      this.running = false;
    }
  }
}

export const emptyAfterDays = (): number =>
  vscode.workspace.getConfiguration('betterGpt').get('trash.emptyAfterDays', 0);

export function inWords({ projects, chats }: TrashCount): string {
  return [
    ...(projects > 0 ? [counted(projects, 'project')] : []),
    ...(chats > 0 ? [counted(chats, 'chat')] : []),
  ].join(' and ');
}

const counted = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;
