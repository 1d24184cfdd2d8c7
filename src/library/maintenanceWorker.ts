import { existsSync, rmSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { Connection } from '../db/connection';
import { isDiskFull, NOTHING_CHANGED } from '../db/fullDisk';
import { UserError } from '../db/userError';
import { copyVerified, countRows, DamageError, withConnection } from '../db/verifiedCopy';
import type { Contents, JobMessage, JobName, Jobs, JobStart, Tick } from './jobs';
import { checkLibrary, findFlaws } from './check';
import { contentsOf, examine, withBackup } from './examine';
import { mergeLibrary } from './merge';
import { readFacts } from './otherLibrariesReading';
import { salvage } from './salvage/salvage';

type Perform = { [K in JobName]: (input: Jobs[K]['input'], tick: Tick) => Jobs[K]['result'] };

const perform: Perform = {
  backUp: ({ file, copy, unlessEmpty }, tick) => {
    tick('Copying the library');
    return withConnection(file, (connection) => {
      if (unlessEmpty && contentsOf(countRows(connection))?.projects === 0) return null;
      const flaws = findFlaws(connection, file, tick);
      if (flaws !== null) throw new DamageError(flaws);
      return contentsOf(copyVerified(connection, copy, tick));
    });
  },
  describe: ({ files }, tick) =>
    files.map((file) => {
      tick();
      return describe(file);
    }),
  examine,
  prepareRestore,
  release: ({ file }) => release(file),
  check: ({ file }, tick) => checkLibrary(file, tick),
  salvage,
  merge: mergeLibrary,
  identify: ({ files }, tick) =>
    files.flatMap((file) => {
      tick();
      return readFacts(file) ?? [];
    }),
};

/** Which is examined before: what is copied is what it holds. */
function prepareRestore(
  { from, to, migrationsFolder }: Jobs['prepareRestore']['input'],
  tick: Tick,
): Contents {
  tick('Copying the backup');
  for (const left of [to, `${to}.partial`]) rmSync(left, { force: true });
  return withBackup(from, migrationsFolder, (connection, contents) => {
    copyVerified(connection, to, tick);
    return contents;
  });
}

/** How long another window may take to stop what it is doing and let go, in milliseconds. */
const PATIENCE = 8_000;

function release(file: string): void {
  const connection = new Connection(file, PATIENCE);
  try {
    connection.script('PRAGMA journal_mode = DELETE');
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    throw new UserError(
      'Another window has this library open and does not let go of it. Close that window, or a program that has the file open, and try again.',
      { cause: error },
    );
  } finally {
    connection.close();
  }
}

function describe(file: string): Contents | null {
  if (!existsSync(file)) return null;
  try {
    return withConnection(file, (connection) => contentsOf(countRows(connection)));
  } catch {
    return null; // what cannot be read holds nothing that could be offered
  }
}

const fullDisk = (name: JobName) =>
  name === 'merge'
    ? 'The disk is full. What had been brought in by then stays; bring the library in again when there is room.'
    : NOTHING_CHANGED;

function run<K extends JobName>({ name, input, cancelled }: JobStart<K>): JobMessage {
  const flag = new Uint8Array(cancelled);
  const tick: Tick = (step) => {
    if (flag[0] !== 0) throw new UserError('It was cancelled.');
    if (step !== undefined) parentPort?.postMessage({ type: 'progress', step });
  };
  try {
    const work = perform[name] as (input: Jobs[K]['input'], tick: Tick) => unknown;
    return { type: 'done', result: work(input, tick) };
  } catch (error) {
    if (isDiskFull(error))
      return { type: 'failed', message: fullDisk(name), code: '', forUser: true };
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    const message = error instanceof Error ? error.message : String(error);
    return { type: 'failed', message, code, forUser: error instanceof UserError };
  }
}

parentPort?.postMessage(run(workerData as JobStart));
