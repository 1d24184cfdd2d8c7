import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Running } from '../store/program';

/** Ends it without a word, so long after it has printed as many lines. Returns all the lines it printed. */
export async function killAfter(program: Running, printed: number, ms: number): Promise<string[]> {
  await program.printed(printed);
  await wait(ms);
  program.process.kill('SIGKILL');
  expect((await program.ended).signal).toBe('SIGKILL');
  return program.lines;
}
