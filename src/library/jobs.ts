import type { Merged, MergeInput } from './merge';
import type { LibraryFacts } from './otherLibrariesReading';
import type { Rescue } from './salvage/rescue';

/** What a library holds, as it is told to the user. Null when the file is no library that we can read. */
export interface Contents {
  projects: number;
  chats: number;
  messages: number;
}

/** How many rows are not as they were written, and how many places cannot be read. */
export interface Flaws {
  messages: number;
  others: number;
  unreadable: number;
}

export interface Examined {
  contents: Contents;
  /** Null when all is as it was written. */
  flaws: Flaws | null;
}

/** What the maintenance thread can be asked for: each with its input and its result. */
export interface Jobs {
  /** A verified copy of a library that others may be writing to. */
  backUp: { input: { file: string; copy: string; unlessEmpty?: boolean }; result: Contents | null };
  describe: { input: { files: string[] }; result: (Contents | null)[] };
  /** What a backup holds, and whether that is what was written. It is only read. */
  examine: { input: { file: string; migrationsFolder: string }; result: Examined };
  /** A verified copy of a backup, ready to take the library's place. */
  prepareRestore: {
    input: { from: string; to: string; migrationsFolder: string };
    result: Contents;
  };
  /** Takes everything into the one file and proves that nobody else has it open. */
  release: { input: { file: string }; result: void };
  /** SQLite's own check. Null when all is well, else what it said. */
  check: { input: { file: string }; result: string | null };
  /** Reads what can be read of a damaged library into a new one. The damaged file is only read. */
  salvage: { input: SalvageInput; result: Rescue };
  /** Everything of one library into another. */
  merge: { input: MergeInput; result: Merged };
  /** What libraries say of themselves. They are only read. */
  identify: { input: { files: string[] }; result: LibraryFacts[] };
}

export interface SalvageInput {
  file: string;
  /** Where the new library is made. */
  to: string;
  migrationsFolder: string;
  /** Said of a library that cannot say it any more itself. */
  origin: string;
  /** Copies of this library, the best first. */
  backups: string[];
  /** Whether rows that are missing are taken from the first of them, with those that were deleted since. */
  fillsGaps: boolean;
}

export type JobName = keyof Jobs;

export interface JobStart<K extends JobName = JobName> {
  name: K;
  input: Jobs[K]['input'];
  /** One byte; not 0 when nobody waits for the result any more. */
  cancelled: SharedArrayBuffer;
}

export type JobMessage =
  | { type: 'progress'; step: string }
  | { type: 'done'; result: unknown }
  | { type: 'failed'; message: string; code: string; forUser: boolean };

/** Says what is being done now, and throws when nobody waits for it any more. */
export type Tick = (step?: string) => void;
