import { UserError } from './userError';

/** A write that could not be done, and none can be for now. Nothing was changed; memory is as it was. */
export class WriteStopped extends UserError {
  override name = 'WriteStopped';
  constructor(
    message: string,
    /** SQLite's, such as SQLITE_FULL. */
    readonly code: string,
  ) {
    super(message);
  }
}

/** However deep it is wrapped: Drizzle wraps what a query failed with. */
export const isWriteStopped = (error: unknown): boolean =>
  error instanceof Error && (error instanceof WriteStopped || isWriteStopped(error.cause));

/** Between two tries whether there is room again, in milliseconds. */
const PROBE_EVERY = 3_000;

/**
 * Whether the library can be written to. It stops at the first write that the disk refuses, so that not every write
 * after it fails in its own way, and goes on by itself: while stopped, and only then, a small write is tried again and
 * again.
 */
export class WriteGuard {
  private stop: WriteStopped | undefined;
  private timer: NodeJS.Timeout | undefined;
  private probing: Promise<boolean> | undefined;
  private ended = false;
  private readonly listeners = new Set<(stop: WriteStopped | undefined) => void>();
  private readonly damageListeners = new Set<(said: string) => void>();
  private readonly noticed = new Set<string>();

  constructor(
    private readonly probe: () => Promise<void>,
    private readonly probeEvery = PROBE_EVERY,
  ) {}

  /** Why nothing can be written; undefined when it can. */
  get stopped(): WriteStopped | undefined {
    return this.stop;
  }

  /** Called with why it stopped, or with undefined when it goes on. */
  onDidChange(listener: (stop: WriteStopped | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Called with what was said of something in the file that makes no sense, or is not what was written. */
  onDamage(listener: (said: string) => void): () => void {
    this.damageListeners.add(listener);
    return () => void this.damageListeners.delete(listener);
  }

  /** To be told of whatever the database failed with. */
  notice({ code, message }: Error & { code: string }): void {
    if (DAMAGE.test(code)) this.tellDamage(`${code}: ${message}`);
  }

  /** To be told of what was read and is not what was written; however often it is read, it is said once. */
  noticeOnce(damage: string): void {
    if (this.noticed.has(damage)) return;
    this.noticed.add(damage);
    this.tellDamage(damage);
  }

  private tellDamage(said: string): void {
    for (const listener of this.damageListeners) listener(said);
  }

  /** @throws {WriteStopped} without troubling the disk */
  expectOpen(): void {
    if (this.stop) throw this.stop;
  }

  /** What a write failed with, or why that means that writing has stopped. */
  judge(error: Error & { code: string }): Error {
    if (!STOPS.test(error.code)) return error;
    const stop = new WriteStopped(sentenceFor(error.code), error.code);
    if (!this.stop && !this.ended) this.set(stop);
    return stop;
  }

  /** Tries now. Returns whether writing goes on. */
  retry(): Promise<boolean> {
    this.probing ??= this.tryOnce().finally(() => (this.probing = undefined));
    return this.probing;
  }

  end(): void {
    this.ended = true;
    clearTimeout(this.timer);
  }

  private async tryOnce(): Promise<boolean> {
    clearTimeout(this.timer);
    try {
      await this.probe();
    } catch {
      this.probeSoon(); // it still says what it said when it stopped
      return false;
    }
    if (this.stop) this.set(undefined);
    return true;
  }

  private probeSoon(): void {
    if (!this.ended && this.stop) this.timer = setTimeout(() => void this.retry(), this.probeEvery);
  }

  private set(stop: WriteStopped | undefined): void {
    this.stop = stop;
    this.probeSoon();
    for (const listener of this.listeners) listener(stop);
  }
}

const STOPS = /^SQLITE_(FULL|IOERR|READONLY|CANTOPEN|PERM)/;
/** But not the full-text index, which is made anew: SQLITE_CORRUPT_VTAB. */
const DAMAGE = /^SQLITE_(CORRUPT(?!_VTAB)|NOTADB)/;
const KEPT = 'What you write is kept in memory, and saved when that has changed.';

function sentenceFor(code: string): string {
  if (code.startsWith('SQLITE_FULL')) {
    return `The disk is full: nothing can be written to the library. ${KEPT} Make room.`;
  }
  if (code.startsWith('SQLITE_READONLY') || code.startsWith('SQLITE_PERM')) {
    return `The library may not be written to any more. ${KEPT} Check the permissions of its folder.`;
  }
  return `The disk refuses to write to the library (${code}). ${KEPT} Check the drive that it is on.`;
}
