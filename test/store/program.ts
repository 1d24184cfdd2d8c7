import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { bundleProgram, buildWorker, MIGRATIONS } from '../../src/db/testing';
import type { OpenOptions } from '../../src/db/workerProtocol';

export type LibraryOptions = OpenOptions & { workerFile: string };

export interface Running {
  process: ChildProcess;
  /** What it has printed so far, line by line. */
  lines: string[];
  /** Resolves when it has printed this many lines. */
  printed(count: number): Promise<void>;
  /** Resolves when it has ended and all it printed is in `lines`. */
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; errors: string }>;
}

/** What a program needs to open this library. */
export const optionsFor = async (file: string): Promise<LibraryOptions> => ({
  file,
  migrationsFolder: MIGRATIONS,
  origin: 'test',
  workerFile: await buildWorker(),
});

/** Starts one of `programs/` as a process of its own. Its one argument is JSON. */
export const start = (name: string, input: object): Promise<Running> =>
  startProgram(`test/store/programs/${name}.ts`, input);

export async function startProgram(name: string, input: object): Promise<Running> {
  const program = await bundleProgram(name);
  const child = spawn(process.execPath, [program, JSON.stringify(input)]);
  const lines: string[] = [];
  let waiting: { count: number; resolve: () => void }[] = [];
  const reader = createInterface({ input: child.stdout });
  reader.on('line', (line) => {
    lines.push(line);
    for (const { count, resolve } of waiting) if (lines.length >= count) resolve();
    waiting = waiting.filter(({ count }) => lines.length < count);
  });
  let errors = '';
  child.stderr.on('data', (data) => (errors += String(data)));
  const printedAll = new Promise<void>((resolve) => reader.once('close', () => resolve()));
  const ended = new Promise<Awaited<Running['ended']>>((resolve) =>
    child.once('close', (code, signal) => {
      void printedAll.then(() => resolve({ code, signal, errors })); // never rejects
    }),
  );
  const printed = (count: number) => {
    if (lines.length >= count) return Promise.resolve();
    const enough = new Promise<void>((resolve) => waiting.push({ count, resolve }));
    const tooFew = ended.then(({ errors: why }) => {
      if (lines.length < count) throw new Error(`${name} ended early: ${why}`);
    });
    return Promise.race([enough, tooFew]);
  };
  return { process: child, lines, printed, ended };
}
