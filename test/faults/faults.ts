import { appendFileSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** `FAULTS=long` runs what the fault suite promises at its full length, in other moments every time. */
export const isLong = process.env['FAULTS'] === 'long';
/** `FAULTS_SEED=7` repeats a run: the same places, moments and amounts. */
export const SEED = Number(process.env['FAULTS_SEED'] ?? 1);

/** One line of the table. Tallied at the end of a test, which has failed before if anything was lost. */
export interface Tally {
  fault: string;
  tried: number;
  /** What was acknowledged before, and looked for after. */
  checked: string;
  /** Why, where something was lost or was not as it should be. */
  failure?: string;
  /** What else came of it. */
  remarks?: string;
}

const FILE = path.resolve('node_modules/.cache/better-gpt/faults.jsonl');

/** For the table at the end of the run. */
export const tally = (entry: Tally): void => appendFileSync(FILE, `${JSON.stringify(entry)}\n`);

export function beginTallies(): void {
  mkdirSync(path.dirname(FILE), { recursive: true });
  rmSync(FILE, { force: true });
}

export const tallies = (): Tally[] =>
  readFileSync(FILE, { encoding: 'utf8', flag: 'a+' })
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as Tally);

/** Numbers from 0 to 1, the same for the same seed and name. */
export function randomFor(name: string): () => number {
  let state = [...name].reduce(
    (hash, letter) => Math.imul(hash ^ (letter.codePointAt(0) ?? 0), 16_777_619),
    2_166_136_261 ^ SEED,
  );
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** What it came from: Drizzle's own message is the whole statement. */
const rootOf = (error: unknown): string =>
  error instanceof Error && error.cause !== undefined ? rootOf(error.cause) : String(error);

/** Tries one fault; what fails says how to try it again. */
export async function withSeed<T>(fault: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    tally({ fault, tried: 1, checked: '', failure: rootOf(error) });
    throw new Error(`${fault} (FAULTS_SEED=${SEED}): ${rootOf(error)}`, { cause: error });
  }
}
