import Database from 'libsql';
import type { Bindable, Cell, Statement, StatementResult } from './workerProtocol';

/** How long SQLite itself waits for another process's lock before it says BUSY, in milliseconds. */
const LOCK_TIMEOUT = 5_000;
/** How long we go on asking for the write lock before we give up, in milliseconds. */
const PATIENCE = 30_000;
/** Prepared statements are freed only when collected, so a bounded number is kept and used again. */
const STATEMENTS_KEPT = 256;

type Prepared = ReturnType<Database.Database['prepare']>;

/**
 * The one connection to a library's file. Synchronous: for the worker thread only.
 *
 * After one SQLITE_BUSY in the step of a prepared statement, this driver goes on to acknowledge writes that
 * are never committed (tursodatabase/libsql-client-ts#352). So a lock is only ever waited for in `exec`,
 * which does not have that fault: every write runs between BEGIN IMMEDIATE and COMMIT sent that way.
 */
export class Connection {
  private db: Database.Database;
  private readonly statements = new Map<string, Prepared>();

  constructor(private readonly file: string) {
    this.db = this.connect();
  }

  /** Runs one statement; a write is committed when this returns. */
  execute(statement: Statement): StatementResult {
    if (this.db.inTransaction) return this.run(statement);
    return isRead(statement.sql)
      ? this.read(statement)
      : this.inTransaction(() => this.run(statement));
  }

  /** Runs all of them or none; committed when this returns. */
  batch(statements: Statement[]): StatementResult[] {
    if (!this.db.inTransaction && statements.every(({ sql }) => isRead(sql))) {
      return statements.map((statement) => this.read(statement));
    }
    const runAll = () => statements.map((statement) => this.run(statement));
    return this.db.inTransaction ? runAll() : this.inTransaction(runAll);
  }

  /** Statements without parameters and results, as they are. */
  script(sql: string): void {
    this.db.exec(sql);
  }

  begin(): void {
    this.waitForLock('BEGIN IMMEDIATE');
  }

  commit(): void {
    try {
      this.waitForLock('COMMIT');
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  rollback(): void {
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  inTransaction<T>(work: () => T): T {
    this.begin();
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.rollback();
      if (isBusy(error)) this.reconnect();
      throw error;
    }
    this.commit();
    return result;
  }

  private reconnect(): void {
    this.close();
    this.db = this.connect();
  }

  private connect(): Database.Database {
    const db = new Database(this.file, { timeout: LOCK_TIMEOUT });
    db.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -16000;');
    return db;
  }

  /** A read that met a lock has spoilt the connection: it is replaced before anything else runs on it. */
  private read(statement: Statement): StatementResult {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        return this.run(statement);
      } catch (error) {
        if (!isBusy(error)) throw error;
        this.reconnect();
        if (Date.now() > deadline) throw error;
      }
    }
  }

  private waitForLock(sql: 'BEGIN IMMEDIATE' | 'COMMIT'): void {
    const deadline = Date.now() + PATIENCE;
    for (;;) {
      try {
        this.db.exec(sql);
        return;
      } catch (error) {
        if (!isBusy(error) || Date.now() > deadline) throw error;
      }
    }
  }

  private run({ sql, args }: Statement): StatementResult {
    const prepared = this.prepare(sql);
    const bound = args.map(toBindable);
    if (!prepared.reader) {
      const { changes, lastInsertRowid } = prepared.run(bound);
      return {
        columns: [],
        rows: [],
        rowsAffected: changes,
        lastInsertRowid: BigInt(lastInsertRowid),
      };
    }
    const rows = prepared.all(bound) as Cell[][];
    const columns = prepared.columns().map((column) => column.name);
    return { columns, rows, rowsAffected: rows.length, lastInsertRowid: 0n };
  }

  private prepare(sql: string): Prepared {
    const known = this.statements.get(sql);
    if (known) return known;
    const prepared = this.db.prepare(sql);
    if (prepared.reader) prepared.raw(true);
    const oldest = this.statements.keys().next();
    if (this.statements.size >= STATEMENTS_KEPT && !oldest.done) {
      this.statements.delete(oldest.value);
    }
    this.statements.set(sql, prepared);
    return prepared;
  }
}

const isRead = (sql: string) => /^\s*(select|explain|pragma)\b/i.test(sql);

const isBusy = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

/** Text is cut at a NUL when it is read back, so none is stored. */
function toBindable(value: Bindable): Exclude<Bindable, boolean> {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}
