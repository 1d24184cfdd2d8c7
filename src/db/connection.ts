import Database from 'libsql';
import { isRead } from './reads';
import { UserError } from './userError';
import type { Bindable, Cell, Statement, StatementResult } from './workerProtocol';

/** How long SQLite itself waits for another process's lock before it says BUSY, in milliseconds. */
const LOCK_TIMEOUT = 5_000;
/** How long we go on asking for a lock before we give up, in milliseconds. */
const PATIENCE = 30_000;
/** Prepared statements are freed only when collected, so a bounded number is kept and used again. */
const STATEMENTS_KEPT = 256;

const OCCUPIED =
  'Another window has been writing to this library for too long. Nothing was changed: try again.';

interface Prepared {
  statement: ReturnType<Database.Database['prepare']>;
  /** Undefined for a statement that has no rows to give, such as an insert without RETURNING. */
  columns: string[] | undefined;
}

/**
 * The one connection to a library's file. Synchronous: for the worker thread only.
 *
 * After one SQLITE_BUSY in the step of a prepared statement, this driver goes on to acknowledge writes that
 * are never committed (tursodatabase/libsql-client-ts#352). So a lock is only ever waited for in `exec`,
 * which does not have that fault: every write runs between BEGIN IMMEDIATE and COMMIT sent that way.
 * Should a statement meet a lock all the same, the connection is spoilt: it commits nothing any more.
 */
export class Connection {
  private db: Database.Database;
  private readonly statements = new Map<string, Prepared>();
  private transactionIsOpen = false;
  private spoilt = false;
  private readonly ownScripts: string[] = [];
  private readOnlyBecause: string | undefined;
  private readonly lockTimeout: number;

  constructor(
    private readonly file: string,
    private readonly patience = PATIENCE,
  ) {
    this.lockTimeout = Math.min(LOCK_TIMEOUT, patience);
    this.db = this.connect();
  }

  /** Runs one statement; a write is committed when this returns. */
  execute(statement: Statement): StatementResult {
    if (this.transactionIsOpen) return this.run(statement);
    return isRead(statement.sql)
      ? this.read(() => this.run(statement))
      : this.inTransaction(() => this.run(statement));
  }

  /** Runs all of them or none; committed when this returns. Reads see one state of the library. */
  batch(statements: Statement[]): StatementResult[] {
    const runAll = () => statements.map((statement) => this.run(statement));
    if (this.transactionIsOpen) return runAll();
    return statements.every(({ sql }) => isRead(sql))
      ? this.read(() => this.between('BEGIN', runAll))
      : this.inTransaction(runAll);
  }

  /** Reads in `work` see one state of the library. */
  atOneMoment<T>(work: () => T): T {
    return this.transactionIsOpen ? work() : this.read(() => this.between('BEGIN', work));
  }

  /** A statement without parameters and results. */
  script(sql: string): void {
    if (this.transactionIsOpen) this.db.exec(sql);
    else this.waitForLock(sql);
  }

  begin(): void {
    if (this.readOnlyBecause) throw new UserError(this.readOnlyBecause);
    this.waitForLock('BEGIN IMMEDIATE');
    this.transactionIsOpen = true;
  }

  commit(): void {
    try {
      if (this.spoilt) throw new UserError(OCCUPIED);
      this.waitForLock('COMMIT');
      this.transactionIsOpen = false;
    } catch (error) {
      this.rollback();
      throw error;
    }
  }

  rollback(): void {
    this.transactionIsOpen = false;
    if (this.db.inTransaction) this.db.exec('ROLLBACK');
    if (this.spoilt) this.reconnect();
  }

  /** Joins the transaction that is open. */
  inTransaction<T>(work: () => T): T {
    if (this.transactionIsOpen) return work();
    if (this.readOnlyBecause) throw new UserError(this.readOnlyBecause);
    return this.between('BEGIN IMMEDIATE', work);
  }

  /** SQLite heeds this only outside of a transaction. */
  withoutForeignKeys<T>(work: () => T): T {
    this.script('PRAGMA foreign_keys = OFF');
    try {
      return work();
    } finally {
      this.script('PRAGMA foreign_keys = ON');
    }
  }

  /** Does nothing, and says so, while somebody else writes: for work that can wait. */
  inTransactionIfFree(work: () => void): boolean {
    if (this.transactionIsOpen || this.readOnlyBecause) return false;
    this.db.exec('PRAGMA busy_timeout = 0');
    try {
      this.db.exec('BEGIN IMMEDIATE');
    } catch (error) {
      if (isBusy(error)) return false;
      throw error;
    } finally {
      this.db.exec(`PRAGMA busy_timeout = ${this.lockTimeout}`);
    }
    this.transactionIsOpen = true;
    this.finish(work);
    return true;
  }

  /** For what is the connection's own, such as its triggers: run now and whenever it is made anew. */
  always(sql: string): void {
    this.ownScripts.push(sql);
    this.db.exec(sql);
  }

  get isReadOnly(): boolean {
    return this.readOnlyBecause !== undefined;
  }

  /** From now on every write fails with this sentence. */
  refuseWrites(because: string): void {
    this.readOnlyBecause = because;
    this.db.exec('PRAGMA query_only = ON');
  }

  close(): void {
    this.statements.clear();
    this.db.close();
  }

  private between<T>(begin: 'BEGIN' | 'BEGIN IMMEDIATE', work: () => T): T {
    this.waitForLock(begin);
    this.transactionIsOpen = true;
    return this.finish(work);
  }

  private finish<T>(work: () => T): T {
    let result: T;
    try {
      result = work();
    } catch (error) {
      this.rollback();
      throw error;
    }
    this.commit();
    return result;
  }

  private connect(): Database.Database {
    const db = new Database(this.file, { timeout: this.lockTimeout });
    db.exec('PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL; PRAGMA cache_size = -4000;');
    for (const sql of this.ownScripts) db.exec(sql);
    if (this.readOnlyBecause) db.exec('PRAGMA query_only = ON');
    return db;
  }

  private reconnect(): void {
    this.close();
    this.db = this.connect();
    this.spoilt = false;
  }

  /** A read that met a lock has spoilt the connection: it is replaced before anything else runs on it. */
  private read<T>(work: () => T): T {
    const deadline = Date.now() + this.patience;
    for (;;) {
      try {
        return work();
      } catch (error) {
        if (!isBusy(error)) throw error;
        this.rollback();
        if (Date.now() > deadline) throw new UserError(OCCUPIED, { cause: error });
      }
    }
  }

  private waitForLock(sql: string): void {
    const deadline = Date.now() + this.patience;
    for (;;) {
      try {
        this.db.exec(sql);
        return;
      } catch (error) {
        if (!isBusy(error)) throw error;
        if (Date.now() > deadline) throw new UserError(OCCUPIED, { cause: error });
      }
    }
  }

  private run({ sql, args }: Statement): StatementResult {
    // SQLite itself ends a transaction on a full disk: what follows must not be written on its own.
    if (this.transactionIsOpen && !this.db.inTransaction) {
      throw new Error('The transaction was rolled back by an error before.');
    }
    try {
      return this.step(this.prepare(sql), args.map(toBindable));
    } catch (error) {
      if (isBusy(error)) this.spoilt = true;
      throw error;
    }
  }

  private step({ statement, columns }: Prepared, bound: unknown[]): StatementResult {
    if (columns) {
      const rows = statement.all(bound) as Cell[][];
      return { columns, rows, rowsAffected: rows.length, lastInsertRowid: 0n };
    }
    const { changes, lastInsertRowid } = statement.run(bound);
    return {
      columns: [],
      rows: [],
      rowsAffected: changes,
      lastInsertRowid: BigInt(lastInsertRowid),
    };
  }

  private prepare(sql: string): Prepared {
    const known = this.statements.get(sql);
    if (known) this.statements.delete(sql);
    const prepared = known ?? this.prepareAnew(sql);
    this.statements.set(sql, prepared);
    return prepared;
  }

  private prepareAnew(sql: string): Prepared {
    const [longestUnused] = this.statements.keys();
    if (longestUnused !== undefined && this.statements.size >= STATEMENTS_KEPT) {
      this.statements.delete(longestUnused);
    }
    const statement = this.db.prepare(sql);
    if (!statement.reader) return { statement, columns: undefined };
    statement.raw(true);
    return { statement, columns: statement.columns().map((column) => column.name) };
  }
}

const isBusy = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY');

/** Text is cut at a NUL when it is read back, so none is stored. */
function toBindable(value: Bindable): Exclude<Bindable, boolean> {
  if (typeof value === 'string') return value.includes('\0') ? value.replaceAll('\0', '') : value;
  if (typeof value === 'boolean') return value ? 1 : 0;
  return value;
}
