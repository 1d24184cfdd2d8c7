import type { Connection } from './connection';
import { advanceIndex, isIndexBehind } from './fullText';
import type { Statement } from './workerProtocol';

/** How long new messages wait for the index if nobody searches, in milliseconds. */
const DELAY = 300;

/** Brings the full-text index up to date: soon after something was written, and before anybody searches. */
export class Indexer {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly connection: Connection) {
    this.soon();
  }

  /** To be called after whatever may have written. */
  soon(): void {
    if (!this.connection.isReadOnly) this.timer ??= setTimeout(() => this.whenIdle(), DELAY);
  }

  /** To be called before these statements run: what was just written is found. */
  prepareFor(statements: Statement[]): void {
    if (this.connection.isReadOnly || !statements.some(({ sql }) => isSearch(sql))) return;
    while (isIndexBehind(this.connection)) {
      this.connection.inTransaction(() => advanceIndex(this.connection));
    }
  }

  stop(): void {
    clearTimeout(this.timer);
    if (!this.connection.isReadOnly) this.advance();
  }

  private whenIdle(): void {
    this.timer = undefined;
    if (this.advance() === 'more') this.soon();
  }

  private advance(): 'more' | 'enough' {
    const { connection } = this;
    try {
      if (!isIndexBehind(connection)) return 'enough';
      connection.inTransactionIfFree(() => advanceIndex(connection));
      return isIndexBehind(connection) ? 'more' : 'enough';
    } catch {
      // The next search tries again, and has somebody to tell.
      return 'enough';
    }
  }
}

const isSearch = (sql: string) => /\bmessages_fts\b/.test(sql) && /\bmatch\b/i.test(sql);
