import { type FSWatcher, watch } from 'node:fs';
import path from 'node:path';
import {
  type Arrived,
  arrivedSince,
  type Change,
  currentPosition,
  dataVersion,
  newsSince,
  type Position,
} from '../db/changes';
import type { Db } from '../db/open';
import { inodeOf } from './putBack';
import { askedToLetGo, type Replacing, requestName } from './letGo';

/** What other windows have done to the library since this one was last told. */
export interface Changes {
  /** So much that everything is to be read again. */
  isTooMuch: boolean;
  messages: { id: string; chatId: string }[];
  changes: Change[];
  /** Of answers that another window is reading. */
  arrived: (Arrived & { chatId: string; messageId: string })[];
}

export interface FollowerOptions {
  db: Db;
  /** The library's. */
  file: string;
  writer: string;
  /** Answers in flight in other windows when this one began. */
  streaming: { messageId: string; chatId: string }[];
  /** Whether the file system tells of what others write to this file. */
  isWatchable: boolean;
  /** Whether somebody would see what has changed: nothing is asked while nobody does. */
  isNeeded(): boolean;
  onChanges(changes: Changes): Promise<void>;
  /** Another window is about to put another library in this one's place: it is to be closed until that is done. */
  onAskedToLetGo(why: Replacing): void;
  /** The file was deleted, or another is in its place. Nobody asked for it. */
  onMoved(): void;
  log(error: unknown): void;
}

/** Between the file system's word and ours: one commit is several writes. In milliseconds. */
const SETTLE = 25;
/** How often the library is asked where the file system says nothing, and where it does, in case it missed one. */
const ASK_EVERY = 700;
const ASK_EVERY_IF_WATCHED = 5_000;

interface Followed {
  chatId: string;
  text: number;
  reasoning: number;
}

/** Notices what other windows, and other threads of this one, commit to the library. */
export class ChangeFollower {
  private version = -1;
  private position: Position = { messageKey: 0, changeKey: 0 };
  private readonly answers = new Map<string, Followed>();
  private watcher: FSWatcher | undefined;
  private interval: NodeJS.Timeout | undefined;
  private settling: NodeJS.Timeout | undefined;
  /** Looks follow one another. Never rejects. */
  private looking: Promise<void> | undefined;
  /** Told only where the file system can be believed. */
  private inode: number | undefined;
  private isStopped = false;
  private hasLetGo = false;

  constructor(private readonly options: FollowerOptions) {}

  async start(): Promise<void> {
    const { db, file, streaming } = this.options;
    this.version = await dataVersion(db);
    this.position = await currentPosition(db);
    for (const { messageId, chatId } of streaming) this.follow(messageId, chatId);
    if (this.options.isWatchable) this.inode = await inodeOf(file);
    if (this.options.isWatchable) this.watch(path.dirname(file), path.basename(file));
    this.interval = this.askEvery(this.watcher ? ASK_EVERY_IF_WATCHED : ASK_EVERY);
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    this.watcher?.close();
    clearInterval(this.interval);
    clearTimeout(this.settling);
    await this.looking;
  }

  /** Asks whether something has changed, and tells of it. Never rejects. */
  async look(): Promise<void> {
    while (this.looking) await this.looking;
    if (this.isStopped) return;
    this.looking = this.tell().catch((error: unknown) => {
      if (!this.isStopped) this.options.log(error);
    });
    await this.looking;
    this.looking = undefined;
  }

  private askEvery(every: number): NodeJS.Timeout {
    const interval = setInterval(() => {
      void this.heed(); // never rejects
      if (this.options.isNeeded()) void this.look();
    }, every);
    return interval.unref();
  }

  /** Never rejects. */
  private async heed(): Promise<void> {
    if (this.isStopped || this.hasLetGo) return;
    const why = await askedToLetGo(this.options.file);
    const isMoved = !why && (await this.isMoved());
    if (this.isStopped || this.hasLetGo) return;
    this.hasLetGo = why !== undefined || isMoved;
    if (why) this.options.onAskedToLetGo(why);
    else if (isMoved) this.options.onMoved();
  }

  private async isMoved(): Promise<boolean> {
    if (this.inode === undefined) return false;
    const now = await inodeOf(this.options.file);
    return now !== undefined && now !== this.inode;
  }

  private watch(folder: string, name: string): void {
    const ours = new Set([name, `${name}-wal`, `${name}-journal`]);
    const request = requestName(name);
    try {
      this.watcher = watch(folder, { persistent: false }, (event, changed) => {
        if (changed === null || ours.has(changed)) this.lookSoon();
        // Never rejects. A file that was deleted or moved here is told of as `rename`.
        const isOwn = changed === name && event === 'rename';
        if (changed === null || changed === request || isOwn) void this.heed();
      });
      this.watcher.on('error', (error) => this.unwatch(error));
    } catch (error) {
      this.unwatch(error);
    }
  }

  /** The system has no more watches to give, or the folder was moved: from now on the library is asked. */
  private unwatch(error: unknown): void {
    this.options.log(error);
    this.watcher?.close();
    this.watcher = undefined;
    if (!this.interval) return;
    clearInterval(this.interval);
    this.interval = this.askEvery(ASK_EVERY);
  }

  private lookSoon(): void {
    if (this.isStopped) return;
    this.settling ??= setTimeout(() => {
      this.settling = undefined;
      void this.look();
    }, SETTLE);
  }

  private async tell(): Promise<void> {
    const { db, writer, onChanges } = this.options;
    const version = await dataVersion(db);
    if (version === this.version) return;
    const news = await newsSince(db, this.position, writer);
    for (const { id, chatId, status } of news.messages) {
      if (status === 'streaming') this.follow(id, chatId);
    }
    const arrived = await this.readArrived();
    // Only now: what could not be read is asked for again.
    this.version = version;
    this.position = news.position;
    await onChanges({ ...news, arrived });
  }

  private follow(messageId: string, chatId: string): void {
    if (!this.answers.has(messageId))
      this.answers.set(messageId, { chatId, text: 0, reasoning: 0 });
  }

  private async readArrived(): Promise<Changes['arrived']> {
    const all: Changes['arrived'] = [];
    for (const [messageId, known] of this.answers) {
      const answer = await arrivedSince(this.options.db, messageId, known);
      if (answer?.status !== 'streaming') this.answers.delete(messageId);
      for (const piece of answer?.pieces ?? []) {
        known[piece.kind] = piece.offset + piece.text.length;
        all.push({ ...piece, messageId, chatId: known.chatId });
      }
    }
    return all;
  }
}
