import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { ContenderEntry } from './contenders';

/** The mistakes of a contender's mistakes.mts, and whether a compiler refuses them. */
export interface Mistakes {
  compiler: string;
  refused: string[];
  taken: string[];
}

/** The project's own compiler, and the one before: they do not refuse the same. */
const COMPILERS = [
  { folder: 'bench/orm/typescript-5/node_modules/typescript', flags: [] },
  { folder: 'node_modules/typescript', flags: ['--ignoreConfig'] },
];
const FLAGS =
  '--noEmit --strict --skipLibCheck --target es2024 --module esnext --moduleResolution bundler --experimentalDecorators';

/**
 * Type safety as a number: the same nine mistakes in every contender's own words, given to the compiler. What
 * stands above them is right and must be taken, or the compiler would refuse for another reason.
 */
export function mistakesIn({ folder }: ContenderEntry): Mistakes[] {
  const file = path.resolve('bench/orm', folder, 'mistakes.mts');
  const lines = readFileSync(file, 'utf8').split(/\r?\n/);
  const marks = lines.flatMap((line, i) => {
    const name = /^\/\/ mistake: (.+)$/.exec(line)?.[1];
    return name ? [{ name, line: i + 1 }] : [];
  });
  return COMPILERS.map((compiler) => {
    const { version, errors } = compile(file, compiler);
    if (errors.some((line) => line < (marks[0]?.line ?? Infinity))) {
      throw new Error(
        `TypeScript ${version} refuses what is right for ${folder}: lines ${errors.join(', ')}`,
      );
    }
    const isRefused = (_: unknown, i: number) =>
      errors.some((line) => line > lineOf(marks[i]) && line < lineOf(marks[i + 1]));
    const names = marks.map(({ name }) => name);
    const refused = names.filter(isRefused);
    const taken = names.filter((name) => !refused.includes(name));
    return { compiler: `TypeScript ${version}`, refused, taken };
  });
}

const lineOf = (mark: { line: number } | undefined): number =>
  mark?.line ?? Number.POSITIVE_INFINITY;

/** The lines with errors; an error that belongs to no line of the file is in line 0. */
function compile(file: string, { folder, flags }: (typeof COMPILERS)[number]) {
  const program = path.resolve(folder, 'bin/tsc');
  const options = [program, ...FLAGS.split(' '), ...flags, file];
  const { stdout } = spawnSync(process.execPath, options, { encoding: 'utf8' });
  const errors = stdout
    .split('\n')
    .filter((line) => /^\S.*error TS/.test(line))
    .map((line) => Number(/mistakes\.mts\((\d+),/.exec(line)?.[1] ?? 0));
  const manifest = readFileSync(path.resolve(folder, 'package.json'), 'utf8');
  return { version: (JSON.parse(manifest) as { version: string }).version, errors };
}
