import { appendPieces, type Piece } from '../db/messages';
import type { Db } from '../db/open';
import type { events } from '../protocol/api';
import type { Publish } from '../protocol/rpc';

/** Half of the bound we promise, so that a slow disk has the other half. In milliseconds. */
const FLUSH_AFTER = 120;

type Kind = Piece['kind'];

/** The text of an answer that is arriving: shown at once, on disk within 250 ms, never written twice. */
export class LiveAnswer {
  readonly received: Record<Kind, string> = { text: '', reasoning: '' };
  private readonly written: Record<Kind, number> = { text: 0, reasoning: 0 };
  private timer: NodeJS.Timeout | undefined;
  /** Writes follow one another; the first that fails is kept for `settle`. */
  private writing: Promise<void> = Promise.resolve();

  constructor(
    private readonly db: Db,
    private readonly publish: Publish<typeof events>,
    readonly chatId: string,
    readonly messageId: string,
  ) {}

  add(kind: Kind, text: string): void {
    if (text === '') return;
    const { chatId, messageId } = this;
    const offset = this.received[kind].length;
    this.received[kind] += text;
    this.publish('answerDelta', { chatId, messageId, kind, offset, text });
    this.timer ??= setTimeout(() => this.flush(), FLUSH_AFTER);
  }

  /** Resolves when no write is under way; rejects with the first that failed. */
  async settle(): Promise<void> {
    clearTimeout(this.timer);
    await this.writing;
  }

  private flush(): void {
    this.timer = undefined;
    const rows = (['reasoning', 'text'] as const).flatMap((kind) => this.take(kind));
    this.writing = this.writing.then(() => appendPieces(this.db, rows));
    // Handled by settle(); here only so that a failure before then is not an unhandled one.
    this.writing.catch(() => undefined);
  }

  private take(kind: Kind): Piece[] {
    const offset = this.written[kind];
    const text = this.received[kind].slice(offset);
    this.written[kind] += text.length;
    return text === '' ? [] : [{ messageId: this.messageId, kind, offset, text }];
  }
}
