import { beginTallies, isLong, SEED, tallies, type Tally } from './faults';

/** Before the first fault and after the last: prints what was tried and what was lost. */
export default function setup(): () => void {
  beginTallies();
  return () => console.log(tableOf(tallies()));
}

function tableOf(entries: Tally[]): string {
  const tried = entries.reduce((sum, entry) => sum + entry.tried, 0);
  const lost = entries.reduce((sum, entry) => sum + entry.lost, 0);
  const rows = [
    ['fault', 'tried', 'lost', 'checked'],
    ...entries
      .toSorted((a, b) => a.fault.localeCompare(b.fault))
      .map(({ fault, tried: count, lost: gone, checked, remarks }) => [
        fault,
        `${count}`,
        gone === 0 ? 'nothing' : `${gone}`,
        remarks === undefined ? checked : `${checked}; ${remarks}`,
      ]),
    ['all', `${tried}`, lost === 0 ? 'nothing' : `${lost}`, ''],
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
