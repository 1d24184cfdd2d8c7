import type { JournalMode } from './journalMode';

/** What may be bound to a parameter once Drizzle has encoded it. */
export type Bindable = null | string | number | bigint | boolean | Uint8Array;
export type Cell = null | string | number | bigint | Uint8Array;

export interface Statement {
  sql: string;
  args: Bindable[];
}

export interface StatementResult {
  columns: string[];
  rows: Cell[][];
  rowsAffected: number;
  lastInsertRowid: bigint;
}

export interface OpenOptions {
  /** Absolute path of the library's file; its folder must exist. */
  file: string;
  /** Folder of the generated migrations. */
  migrationsFolder: string;
  /** Kept in a new library, so that it can say later what it was made for. */
  origin: string;
  /** `wal` unless the library is where that is not safe. */
  journal?: JournalMode | undefined;
  /** Why it is only read, as a sentence; it is brought up to date all the same, being a copy. */
  readOnly?: string | undefined;
}

export interface OpenResult {
  /** Why the library cannot be changed, as a sentence; null when it can. */
  readOnly: string | null;
  /** The copy that was made before migrating; null when nothing had to be. */
  backup: string | null;
}

export interface Opened extends OpenResult {
  /** Under which name this connection notes what it changes; empty when it changes nothing. */
  writer: string;
}

export type WorkerOperation =
  | { type: 'open'; options: OpenOptions }
  | { type: 'execute'; statement: Statement }
  /** All or nothing. */
  | { type: 'batch'; statements: Statement[] }
  /** A batch that answers nothing. */
  | { type: 'write'; statements: Statement[] }
  | { type: 'begin' }
  | { type: 'commit' }
  | { type: 'rollback' }
  /** Writes all of it into a new file, whatever has become of its own. */
  | { type: 'copyOut'; file: string }
  /** Answered when the file is closed; the thread ends by itself afterwards. */
  | { type: 'close' };

export interface WorkerRequest {
  id: number;
  operation: WorkerOperation;
}

export type WorkerAnswer =
  | { id: number; value: unknown }
  | { id: number; error: { message: string; code: string; forUser: boolean } };
