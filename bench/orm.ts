import { Contest, bareNode, type Round } from './orm/contest';
import { CONTENDERS, type ContenderEntry } from './orm/contenders';
import { expectSameAnswers } from './orm/correctness';
import { checkGuide } from './orm/guide';
import { install, versionOf } from './orm/install';
import { mistakesIn } from './orm/mistakes';
import { writeReport, type Measured } from './orm/report';
import { sizesOf } from './orm/sizes';
import { FULL_SIZE, OPERATIONS, type Operation, QUICK } from './orm/workload';
import { median, rounded } from './statistics';

const ROUNDS = 5;
const COLD_STARTS = 9;
const log = (line: string) => console.error(line);

/**
 * One workload on every ORM that this product's stack was chosen from, and on the bare drivers below them. Writes
 * the table of docs/orm-comparison.md. `ORM_QUICK=1` is for trying the benchmark itself: small, and writes nothing.
 */
export async function measure() {
  const quick = process.env['ORM_QUICK'] === '1';
  for (const entry of [...CONTENDERS, { folder: 'typescript-5' }]) install(entry, log);
  log('the guide from Prisma to Drizzle');
  await checkGuide();
  const rounds = new Map<ContenderEntry, Round[]>(CONTENDERS.map((entry) => [entry, []]));
  const cold = new Map<ContenderEntry, number[]>(CONTENDERS.map((entry) => [entry, []]));
  const contest = new Contest(quick ? QUICK : FULL_SIZE);
  try {
    await contest.prepare();
    for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
      for (const entry of inTurn(round)) {
        log(`round ${round + 1}: ${entry.name}`);
        rounds.get(entry)?.push(await contest.work(entry));
      }
    }
    log('the same rows everywhere?');
    expectSameAnswers(rounds);
    const nodeMs = await measureColdStarts(contest, cold, quick ? 1 : COLD_STARTS);
    const measured = await Promise.all(
      CONTENDERS.map(async (entry) => ({
        entry,
        version: versionOf(entry),
        medians: mediansOf(rounds.get(entry) ?? []),
        coldMs: Math.min(...(cold.get(entry) ?? [])) - nodeMs,
        sizes: await sizesOf(entry),
        mistakes: entry.typed ? mistakesIn(entry) : [],
      })),
    );
    if (!quick || process.env['ORM_REPORT'] === '1') await writeReport(measured);
    return summary(measured);
  } finally {
    contest.end();
  }
}

/** Forwards and backwards, so that nobody always comes after the same neighbour. */
const inTurn = (round: number): ContenderEntry[] =>
  round % 2 === 0 ? CONTENDERS : CONTENDERS.toReversed();

async function measureColdStarts(
  contest: Contest,
  cold: Map<ContenderEntry, number[]>,
  times: number,
): Promise<number> {
  const node: number[] = [];
  for (let round = 0; round < times; round++) {
    log(`cold starts: ${round + 1} of ${times}`);
    node.push(await bareNode());
    for (const entry of inTurn(round)) cold.get(entry)?.push(await contest.firstQuery(entry));
  }
  return Math.min(...node);
}

/** The best round's median: what else the machine does can only add to it. */
function mediansOf(rounds: Round[]): Measured['medians'] {
  const medianOf = (operation: Operation) =>
    Math.min(...rounds.map(({ times }) => median(times[operation] ?? [])));
  return Object.fromEntries(
    OPERATIONS.map((operation) => [operation, medianOf(operation)]),
  ) as Measured['medians'];
}

const summary = (measured: Measured[]) => ({
  same_rows: true,
  contenders: Object.fromEntries(
    measured.map(({ entry, version, medians, coldMs, sizes, mistakes }) => {
      const bare = measured.find((other) => other.entry.name === entry.bare)?.medians;
      const ms = OPERATIONS.map((name) => [`${name}_ms`, rounded(medians[name])]);
      const ratios = bare
        ? OPERATIONS.map((name) => [`${name}_ratio`, rounded(medians[name] / bare[name])])
        : [];
      const rest = {
        cold_start_ms: rounded(coldMs),
        bundle_kb: rounded(sizes.bundleKb),
        gzip_kb: rounded(sizes.gzipKb),
        installed_mb: rounded(sizes.installedMb),
        without_driver_mb: rounded(sizes.withoutDriverMb),
        with_tools_mb: rounded(sizes.withToolsMb),
        mistakes_refused: Object.fromEntries(
          mistakes.map(({ compiler, refused }) => [compiler, refused.length]),
        ),
      };
      const { engine } = entry;
      return [entry.name, { version, engine, ...Object.fromEntries([...ms, ...ratios]), ...rest }];
    }),
  ),
});
