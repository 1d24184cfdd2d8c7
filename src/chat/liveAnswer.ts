import { appendPieces, type Piece } from '../db/answers';
import { addAnswerPicture, type NewPicture } from '../db/images';
import type { Db } from '../db/open';
import type { Citation } from '../db/schema';
import { MOST_PICTURES } from '../db/shapes';
import { readImageHeader } from '../models/imageHeader';
import type { Image } from '../models/provider';
import type { events } from '../protocol/api';
import type { Publish } from '../protocol/rpc';
import { Citations } from './citations';
import { Seam } from './seam';
import { toPicture } from './shapes';
import { ThinkingTime } from './thinkingTime';

/** Half of the bound we promise, so that a slow disk has the other half. In milliseconds. */
export const FLUSH_AFTER = 120;

type Kind = Piece['kind'];

export interface LiveAnswerOptions {
  db: Db;
  publish: Publish<typeof events>;
  log(error: unknown): void;
}

/** What an answer that goes on has already. */
export interface Before extends Record<Kind, string> {
  citations?: Citation[] | null;
  reasoningMs?: number | null;
}

/** The text of an answer that is arriving: shown at once, on disk within 250 ms, never written twice. */
export class LiveAnswer {
  private readonly texts: Record<Kind, string>;
  private readonly thinking: ThinkingTime;
  readonly citations: Citations;
  /** Of an answer that goes on. */
  private readonly seam: Seam | undefined;
  private readonly written: Record<Kind, number>;
  private timer: NodeJS.Timeout | undefined;
  /** Writes follow one another. Never rejects. */
  private writing: Promise<void> = Promise.resolve();
  private isSettled = false;
  private isFailing = false;
  private pictureCount = 0;
  /** Not in the library yet. */
  private pictures: NewPicture[] = [];

  constructor(
    private readonly options: LiveAnswerOptions,
    readonly chatId: string,
    readonly messageId: string,
    readonly before: Before = { text: '', reasoning: '' },
  ) {
    this.texts = { text: before.text, reasoning: before.reasoning };
    this.thinking = new ThinkingTime(before.reasoningMs ?? null);
    this.seam = before.text === '' ? undefined : new Seam(before.text);
    this.citations = new Citations(before.citations ?? null);
    this.written = { text: before.text.length, reasoning: before.reasoning.length };
  }

  /** All that has arrived, with what was there before. */
  get received() {
    return { ...this.texts, reasoningMs: this.thinking.ms };
  }

  add(kind: Kind, piece: string): void {
    if (kind === 'text') this.take('text', this.seam ? this.seam.add(piece) : piece);
    else this.take('reasoning', this.begins(kind) ? `\n\n${piece}` : piece);
  }

  /** A model that goes on with an answer thinks anew: a paragraph of its own. */
  private begins(kind: Kind): boolean {
    return this.before[kind] !== '' && this.texts[kind] === this.before[kind];
  }

  private take(kind: Kind, added: string): void {
    const text = added.replaceAll('\0', ''); // the library has no place for it, and offsets must agree
    if (text === '' || this.isSettled) return;
    const { chatId, messageId } = this;
    const offset = this.texts[kind].length;
    this.texts[kind] += text;
    const thought = this.thinking.note(kind);
    this.options.publish('answerDelta', { chatId, messageId, kind, offset, text, ...thought });
    this.flushSoon();
  }

  get hasPictures(): boolean {
    return this.pictureCount > 0;
  }

  /** A picture is on its way to disk at once, and shown when it is there. */
  addPicture({ data }: Image): void {
    const header = readImageHeader(data);
    if (!header || this.pictureCount >= MOST_PICTURES) {
      this.options.log(new Error('A picture of an answer could not be read, or was one too many.'));
      return;
    }
    this.pictureCount += 1;
    this.pictures.push({ ...header, bytes: data, name: '' });
    this.writing = this.writing.then(() => this.savePictures().catch(this.options.log));
  }

  /** Those that are not in the library yet. */
  async savePictures(db = this.options.db): Promise<void> {
    const { chatId, messageId } = this;
    for (let next = this.pictures[0]; next; next = this.pictures[0]) {
      const rows = await addAnswerPicture(db, messageId, next);
      this.pictures.shift();
      this.options.publish('answerPictures', { chatId, messageId, pictures: rows.map(toPicture) });
    }
  }

  /** Takes no more, and resolves when no write is under way. */
  async settle(): Promise<void> {
    // What was held back is an answer's as well, however that ended.
    if (this.seam) this.take('text', this.seam.end());
    this.isSettled = true;
    this.thinking.end();
    clearTimeout(this.timer);
    await this.writing;
  }

  private flushSoon(): void {
    this.timer ??= setTimeout(() => {
      this.timer = undefined;
      this.writing = this.writing.then(() => this.flush());
    }, FLUSH_AFTER);
  }

  private async flush(): Promise<void> {
    if (this.isSettled) return;
    const rows = [...this.unwritten('reasoning'), ...this.unwritten('text')];
    try {
      await appendPieces(this.options.db, rows);
      for (const { kind, text } of rows) this.written[kind] += text.length;
      this.isFailing = false;
    } catch (error) {
      if (!this.isFailing) this.options.log(error);
      this.isFailing = true;
      if (!this.isSettled) this.flushSoon();
    }
  }

  private unwritten(kind: Kind): Piece[] {
    const offset = this.written[kind];
    const text = this.texts[kind].slice(offset);
    // The other half of a character is still to come, and half of one cannot be stored.
    const whole = /[\uD800-\uDBFF]$/.test(text) ? text.slice(0, -1) : text;
    return whole === '' ? [] : [{ messageId: this.messageId, kind, offset, text: whole }];
  }
}
