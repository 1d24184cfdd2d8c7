import { rounded } from '../statistics';
import type { Mistakes } from './mistakes';
import type { Measured } from './report';
import { bundleOf } from './sizes';
import { OPERATIONS, type Operation } from './workload';

const HEADINGS: Record<Operation, string> = {
  insert: 'insert',
  durable_insert: 'insert, FULL',
  transaction: 'transaction',
  bulk: 'bulk 10,000',
  list: 'list chats',
  load: 'chat + 100 messages',
  search: 'search',
  analytics: 'analytics',
};

const table = (rows: string[][]): string => {
  const [head = [], ...body] = rows;
  return [head, head.map(() => '---'), ...body].map((row) => `| ${row.join(' | ')} |`).join('\n');
};

const label = ({ entry, version }: Measured) => `${entry.label} (${version})`;

const bareOf = (measured: Measured[], { entry }: Measured): Measured | undefined =>
  measured.find((other) => other.entry.name === entry.bare);

/** Without durable inserts: those measure the disk. */
const COMPARED: Operation[] = OPERATIONS.filter((name) => name !== 'durable_insert');

const ratiosOf = (measured: Measured[], one: Measured): number[] => {
  const bare = bareOf(measured, one);
  return bare ? COMPARED.map((name) => one.medians[name] / bare.medians[name]) : [];
};

/** The geometric mean: twice as slow here and twice as fast there is the same. */
const overall = (ratios: number[]): number =>
  Math.exp(ratios.reduce((sum, ratio) => sum + Math.log(ratio), 0) / ratios.length);

export function latency(measured: Measured[]): string {
  const rows = measured.map((one) => {
    const ratios = ratiosOf(measured, one);
    const cells = OPERATIONS.map((name) => {
      const ratio = ratios[COMPARED.indexOf(name)];
      return `${milliseconds(one.medians[name])}${ratio ? ` (${times(ratio)})` : ''}`;
    });
    return [
      one.entry.engine,
      label(one),
      ratios.length > 0 ? `**${times(overall(ratios))}**` : '1×',
      ...cells,
    ];
  });
  return table([
    ['engine', 'contender', 'overall', ...OPERATIONS.map((name) => HEADINGS[name])],
    ...rows,
  ]);
}

const times = (ratio: number) => `${ratio.toFixed(1)}×`;
const milliseconds = (value: number) => String(rounded(value));
const megabytes = (value: number) => (value < 0.05 ? '0' : value.toFixed(1));

export const sizes = (measured: Measured[]): string =>
  table([
    [
      'contender',
      'cold start, ms',
      'bundle, KB',
      'gzip, KB',
      'installed, MB',
      'without driver, MB',
      'with its tools, MB',
    ],
    ...measured.map((one) => [
      label(one),
      one.coldMs.toFixed(0),
      one.sizes.bundleKb.toFixed(0),
      one.sizes.gzipKb.toFixed(0),
      megabytes(one.sizes.installedMb),
      one.entry.bare ? megabytes(one.sizes.withoutDriverMb) : '–',
      one.entry.typed ? megabytes(one.sizes.withToolsMb) : '–',
    ]),
  ]);

export function types(measured: Measured[]): string {
  const typed = measured.filter(({ mistakes }) => mistakes.length > 0);
  const rows = typed.map((one) => {
    const counts = one.mistakes.map(
      ({ refused, taken }) => `${refused.length} of ${refused.length + taken.length}`,
    );
    const taken = one.mistakes.map((each) => each.taken.join(', ')).at(-1);
    return [label(one), ...counts, taken || '–'];
  });
  const compilers = typed[0]?.mistakes.map(({ compiler }) => compiler) ?? [];
  return table([['', ...compilers, `what ${compilers.at(-1) ?? ''} takes`], ...rows]);
}

const CLAIMS = [
  { name: 'drizzle', types: '5 of 5', size: 'about 6 KB', speed: '5 of 5, “no runtime overhead”' },
  {
    name: 'prisma',
    types: '5 of 5',
    size: 'about 40 MB',
    speed: '3 of 5, “separate query engine”',
  },
  { name: 'typeorm', types: '4 of 5', size: 'about 15 MB', speed: '3 of 5' },
  { name: 'sequelize', types: '3 of 5', size: 'about 12 MB', speed: '3 of 5' },
  { name: 'knex', types: '2 of 5', size: 'about 2 MB', speed: '5 of 5' },
];

/** The compilers do not always agree. */
function refusedOf(mistakes: Mistakes[]): string {
  const [first, ...others] = mistakes.map(({ compiler, refused, taken }) => ({
    compiler,
    count: refused.length,
    of: refused.length + taken.length,
  }));
  const different = others
    .filter(({ count }) => count !== first?.count)
    .map(({ compiler, count }) => `, ${count} by ${compiler}`);
  return `${first?.count} of ${first?.of} mistakes refused${different.join('')}`;
}

export async function claims(measured: Measured[]): Promise<string> {
  const tables = await bundleOf('bench/orm/drizzle/tables.js');
  const rows = CLAIMS.flatMap(({ name, types, size, speed }) => {
    const one = measured.find(({ entry }) => entry.name === name);
    if (!one) return [];
    const ratios = ratiosOf(measured, one);
    const { bundleKb, gzipKb, withoutDriverMb } = one.sizes;
    const only =
      name === 'drizzle'
        ? `; ${tables.gzipKb.toFixed(0)} KB for table definitions alone, gzipped`
        : '';
    return [
      [
        one.entry.label,
        size,
        `${bundleKb.toFixed(0)} KB bundled (${gzipKb.toFixed(0)} gzipped), ${megabytes(withoutDriverMb)} MB installed without its driver${only}`,
        speed,
        `${times(overall(ratios))} the bare driver, from ${times(Math.min(...ratios))} to ${times(Math.max(...ratios))}`,
        types,
        refusedOf(one.mistakes),
      ],
    ];
  });
  return table([
    [
      '',
      'size, claimed',
      'size, measured',
      'speed, claimed',
      'time, measured',
      'types, claimed',
      'types, measured',
    ],
    ...rows,
  ]);
}
