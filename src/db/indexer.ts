import { areChecksumsMissing, writeChecksums } from './checksumSteps';
import type { Connection } from './connection';
import { advanceIndex, isIndexBehind } from './indexSteps';
import type { Statement } from './workerProtocol';

/** How long new messages wait for the index if nobody searches, in milliseconds. */
const DELAY = 300;
/** Between two steps of a long way, in milliseconds: whatever else is asked comes first. */
const PAUSE = 15;
/** Between two steps of a way that nobody waits for the end of, in milliseconds. */
const LONG_PAUSE = 100;
/** How long a search waits for the index; a library that is indexed anew is searched as far as that has come. */
const PATIENCE = 400;

/** Brings up to date what follows from the messages: soon after something was written, and the full-text index before anybody searches. */
export class Indexer {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly connection: Connection) {
    this.soon();
  }

  /** To be called after whatever may have written. */
  soon(delay = DELAY): void {
    if (!this.connection.isReadOnly) this.timer ??= setTimeout(() => this.whenIdle(), delay);
  }

  /** To be called before these statements run: what was just written is found. */
  prepareFor(statements: Statement[]): void {
    if (this.connection.isReadOnly || !statements.some(({ sql }) => isSearch(sql))) return;
    const deadline = Date.now() + PATIENCE;
    while (isIndexBehind(this.connection) && Date.now() < deadline) {
      this.connection.inTransaction(() => advanceIndex(this.connection));
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    if (!this.connection.isReadOnly) this.advance();
  }

  private whenIdle(): void {
    this.timer = undefined;
    if (this.advance() === 'more') this.soon(PAUSE);
    else if (this.writeChecksums() === 'more') this.soon(LONG_PAUSE);
  }

  private advance(): 'more' | 'enough' {
    return this.step(isIndexBehind, advanceIndex);
  }

  private writeChecksums(): 'more' | 'enough' {
    return this.step(areChecksumsMissing, writeChecksums);
  }

  private step(
    isBehind: (connection: Connection) => boolean,
    advance: (connection: Connection) => void,
  ): 'more' | 'enough' {
    const { connection } = this;
    try {
      if (!isBehind(connection)) return 'enough';
      connection.inTransactionIfFree(() => advance(connection));
      return isBehind(connection) ? 'more' : 'enough';
    } catch {
      // The next search tries again, and has somebody to tell.
      return 'enough';
    }
  }
}

const isSearch = (sql: string) => /\b(messages|names)_fts\b/.test(sql) && /\bmatch\b/i.test(sql);
