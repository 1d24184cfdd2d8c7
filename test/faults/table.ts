import { beginTallies, isLong, SEED, tallies, type Tally } from './faults';

/** Before the first fault and after the last: prints what was tried and what was lost. */
export default function setup(): () => void {
  beginTallies();
  return () => console.log(tableOf(tallies()));
}

function tableOf(entries: Tally[]): string {
  const tried = entries.reduce((sum, entry) => sum + entry.tried, 0);
  const failed = entries.filter(({ failure }) => failure !== undefined).length;
  const rows = [
    ['fault', 'tried', 'lost', 'checked'],
    ...entries.toSorted((a, b) => a.fault.localeCompare(b.fault)).map(rowOf),
    ['all', `${tried}`, failed === 0 ? 'nothing' : `see ${failed} above`, ''],
  ];
  const widths = [0, 1, 2].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd(),
  );
  const again = `FAULTS_SEED=${SEED}${isLong ? ' FAULTS=long' : ''} npm run test:faults`;
  return ['', `Faults, seed ${SEED} (again with ${again}):`, ...lines, ''].join('\n');
}

function rowOf({ fault, tried, checked, remarks, failure }: Tally): string[] {
  if (failure !== undefined) return [fault, `${tried}`, 'FAILED', failure.split('\n')[0] ?? ''];
  return [fault, `${tried}`, 'nothing', remarks === undefined ? checked : `${checked}; ${remarks}`];
}
