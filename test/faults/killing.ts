import { setTimeout as wait } from 'node:timers/promises';
import { expect } from 'vitest';
import type { Running } from '../store/program';

/** Ends it without a word, so long after it has printed as many lines. Returns all the lines it printed. */
export async function killAfter(program: Running, printed: number, ms: number): Promise<string[]> {
  expect(await killUnlessEnded(program, printed, ms)).toBe('killed');
  return program.lines;
}

/** For what comes to its end by itself. */
export async function killUnlessEnded(
  program: Running,
  printed: number,
  ms: number,
): Promise<'killed' | 'ended'> {
  await program.printed(printed);
  await wait(ms);
  program.process.kill('SIGKILL');
  return (await program.ended).signal === 'SIGKILL' ? 'killed' : 'ended';
}
