import { Worker } from 'node:worker_threads';
import type { Client, InArgs, InStatement, ResultSet, Transaction } from '@libsql/client';
import { toBindable } from './bindable';
import { toResultSet } from './resultRows';
import { isRead } from './reads';
import { UserError } from './userError';
import { WriteGuard } from './writeGuard';
import type {
  OpenOptions,
  Opened,
  Statement,
  StatementResult,
  WorkerAnswer,
  WorkerOperation,
} from './workerProtocol';

/** A failure of the database; `code` is SQLite's, such as SQLITE_FULL. */
export class DatabaseError extends Error {
  override name = 'DatabaseError';
  constructor(
    message: string,
    readonly code: string,
  ) {
    super(message);
  }
}

/**
 * A libSQL client whose connection lives on a worker thread, because the local driver is synchronous and would
 * stall the extension host. Drizzle uses it like any other client.
 */
export class WorkerClient implements Client {
  closed = false;
  readonly protocol = 'file';
  /** Probes with as much as a few messages, so that it does not go on for one write only. */
  readonly guard = new WriteGuard(async () => {
    await this.ask({ type: 'execute', statement: { sql: PROBE, args: [] } });
    await this.ask({ type: 'execute', statement: { sql: PROBE_AWAY, args: [] } });
  });
  private readonly worker: Worker;
  private readonly calls = new Map<number, PromiseWithResolvers<never>>();
  private lastId = 0;
  private ending: Promise<void> | undefined;
  /** Why calls fail, once they do. */
  private failure = new UserError('The library is closed. Reload the window to open it again.');
  /** Resolved while no transaction is open: there is one connection, so everybody else waits their turn. */
  private turn: Promise<void> = Promise.resolve();

  constructor(workerFile: string) {
    this.worker = new Worker(workerFile, {
      name: 'better-gpt-library',
      // Rows pass through it: more room would only be more memory that is kept.
      resourceLimits: { maxYoungGenerationSizeMb: 4 },
    });
    this.worker.on('message', (answer: WorkerAnswer) => this.settle(answer));
    this.worker.on('error', (error) => this.fail(error));
    this.worker.on('exit', (code) => this.fail(new Error(`it ended with code ${code}`)));
  }

  /** @throws {UserError} when the library cannot be opened */
  open(options: OpenOptions): Promise<Opened> {
    return this.post({ type: 'open', options });
  }

  async execute(stmt: InStatement | string, args?: InArgs): Promise<ResultSet> {
    await this.turn;
    return this.run(typeof stmt === 'string' && args ? { sql: stmt, args } : stmt);
  }

  async batch(stmts: (InStatement | [string, InArgs?])[]): Promise<ResultSet[]> {
    await this.turn;
    return this.runAll(
      stmts.map((stmt) => (Array.isArray(stmt) ? { sql: stmt[0], args: stmt[1] ?? [] } : stmt)),
    );
  }

  /** All or nothing, like a batch, for statements whose results nobody wants: the shortest way to the disk. */
  async write(statements: Statement[]): Promise<void> {
    await this.turn;
    return this.post({ type: 'write', statements });
  }

  migrate(): Promise<ResultSet[]> {
    return Promise.reject(new Error('Migrations run when the library is opened.'));
  }

  async transaction(): Promise<Transaction> {
    const before = this.turn;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.turn = before.then(() => promise);
    await before;
    try {
      await this.post({ type: 'begin' });
    } catch (error) {
      resolve();
      throw error;
    }
    return this.openTransaction(resolve);
  }

  executeMultiple(): Promise<void> {
    return Promise.reject(new Error('Use batch: it is all or nothing.'));
  }

  sync(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  reconnect(): void {
    throw new Error('The worker reconnects by itself.');
  }

  close(): void {
    void this.end();
  }

  /** All that is in the library goes into a new file, also when its own was deleted. */
  async copyOut(file: string): Promise<void> {
    await this.turn;
    await this.ask({ type: 'copyOut', file });
  }

  /** Waits until the file is closed. Ending the thread earlier, while a query runs, would abort the process. */
  end(): Promise<void> {
    this.ending ??= this.closeFile();
    return this.ending;
  }

  private async closeFile(): Promise<void> {
    this.guard.end();
    await this.turn;
    if (this.closed) return;
    const ended = new Promise<void>((resolve) => this.worker.once('exit', () => resolve()));
    const answered = this.post({ type: 'close' });
    this.closed = true;
    await answered;
    await ended;
  }

  private openTransaction(release: () => void): Transaction {
    let closed = false;
    const finish = async (type: 'commit' | 'rollback') => {
      if (closed) return;
      closed = true;
      try {
        await this.post({ type });
      } finally {
        release();
      }
    };
    const whileOpen = async <T>(work: () => Promise<T>): Promise<T> => {
      if (closed) throw new Error('This transaction has ended.');
      return work();
    };
    return {
      execute: (stmt) => whileOpen(() => this.run(stmt)),
      batch: (stmts) => whileOpen(() => this.runAll(stmts)),
      executeMultiple: () => this.executeMultiple(),
      commit: () => finish('commit'),
      rollback: () => finish('rollback'),
      close: () => void finish('rollback'),
      get closed() {
        return closed;
      },
    };
  }

  private async runAll(stmts: InStatement[]): Promise<ResultSet[]> {
    const statements = stmts.map(toStatement);
    const results = await this.post<StatementResult[]>({ type: 'batch', statements });
    return results.map(toResultSet);
  }

  private async run(stmt: InStatement): Promise<ResultSet> {
    return toResultSet(await this.post({ type: 'execute', statement: toStatement(stmt) }));
  }

  private async post<T = void>(operation: WorkerOperation): Promise<T> {
    if (!isWrite(operation)) return this.ask<T>(operation);
    // A transaction that is open has to come to its end.
    if (operation.type !== 'commit') this.guard.expectOpen();
    try {
      return await this.ask<T>(operation);
    } catch (error) {
      throw error instanceof DatabaseError ? this.guard.judge(error) : error;
    }
  }

  private ask<T = void>(operation: WorkerOperation): Promise<T> {
    if (this.closed) return Promise.reject(this.failure);
    const id = ++this.lastId;
    const call = Promise.withResolvers<never>();
    this.calls.set(id, call);
    this.worker.postMessage({ id, operation });
    return call.promise;
  }

  private settle(answer: WorkerAnswer): void {
    const call = this.calls.get(answer.id);
    this.calls.delete(answer.id);
    if ('value' in answer) return call?.resolve(answer.value as never);
    const { message, code, forUser } = answer.error;
    if (forUser) return call?.reject(new UserError(message));
    const error = new DatabaseError(message, code);
    this.guard.notice(error);
    call?.reject(error);
  }

  private fail(cause: Error): void {
    if (!this.closed) {
      this.failure = new UserError(
        `The library has stopped working: ${cause.message}. What was saved is safe. Reload the window to open it again.`,
        { cause },
      );
    }
    this.closed = true;
    for (const call of this.calls.values()) call.reject(this.failure);
    this.calls.clear();
  }
}

const PROBE = `INSERT INTO meta (name, value) VALUES ('probe', hex(zeroblob(32768)))
  ON CONFLICT (name) DO UPDATE SET value = excluded.value`;
const PROBE_AWAY = `DELETE FROM meta WHERE name = 'probe'`;

function isWrite(operation: WorkerOperation): boolean {
  switch (operation.type) {
    case 'execute':
      return !isRead(operation.statement.sql);
    case 'batch':
      return operation.statements.some(({ sql }) => !isRead(sql));
    case 'write':
    case 'begin':
    case 'commit':
      return true;
    default:
      return false;
  }
}

function toStatement(stmt: InStatement): Statement {
  if (typeof stmt === 'string') return { sql: stmt, args: [] };
  const args = stmt.args ?? [];
  if (!Array.isArray(args)) throw new TypeError('Parameters are given by position.');
  return { sql: stmt.sql, args: args.map(toBindable) };
}
