import { CONTENDERS, type ContenderEntry } from './contenders';
import type { Round } from './contest';
import { OPERATIONS } from './workload';

/**
 * A contender that is fast because it asks for something else is none: in every round it must return what the
 * first bare driver returned, and leave the same rows in its file.
 */
export function expectSameAnswers(rounds: ReadonlyMap<ContenderEntry, Round[]>): void {
  const [reference] = CONTENDERS;
  const expected = reference && rounds.get(reference)?.[0];
  if (!expected) throw new Error('There is nothing to compare with.');
  for (const [{ name }, all] of rounds) {
    for (const round of all) expectSame(name, expected, round);
  }
}

function expectSame(name: string, expected: Round, actual: Round): void {
  for (const operation of OPERATIONS) {
    const wanted = expected.answers[operation];
    const got = actual.answers[operation];
    if (!wanted || wanted.hash !== got?.hash) {
      throw new Error(
        `${name} answers \`${operation}\` differently.\nExpected ${wanted?.first}\nGot      ${got?.first}`,
      );
    }
  }
  if (actual.contents !== expected.contents) {
    throw new Error(`${name} left other rows in its file than the bare driver.`);
  }
}
