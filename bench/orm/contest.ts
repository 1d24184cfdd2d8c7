import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { build } from 'esbuild';
import type { ContenderEntry } from './contenders';
import type { Outcome, Task } from './contend';
import { seed, type Sizes } from './workload';

const run = promisify(execFile);

/** What a contender did in one process, and what it left in its file. */
export interface Round extends Outcome {
  contents: string;
}

/** Runs contenders, each in a process and on a copy of the file of its own. */
export class Contest {
  private readonly folder = mkdtempSync(path.join(tmpdir(), 'bench-orm-'));
  private readonly template = path.join(this.folder, 'template.db');
  private readonly runner: string;

  constructor(private readonly sizes: Sizes) {
    seed(this.template, sizes);
    this.runner = path.resolve('node_modules/.cache/better-gpt', `contend-${process.pid}.mjs`);
  }

  async prepare(): Promise<void> {
    await build({
      entryPoints: ['bench/orm/contend.ts'],
      outfile: this.runner,
      bundle: true,
      platform: 'node',
      format: 'esm',
      packages: 'external',
      logLevel: 'error',
    });
  }

  async work(entry: ContenderEntry): Promise<Round> {
    const file = this.copy();
    const outcome = await this.start(entry, file, false);
    const contents = contentsOf(file);
    this.remove(file);
    return { ...outcome, contents };
  }

  /** Milliseconds from the start of the process to the first rows. */
  async firstQuery(entry: ContenderEntry): Promise<number> {
    const file = this.copy();
    const { firstQueryMs } = await this.start(entry, file, true);
    this.remove(file);
    return firstQueryMs;
  }

  end(): void {
    rmSync(this.runner, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async start(
    entry: ContenderEntry,
    file: string,
    firstQueryOnly: boolean,
  ): Promise<Outcome> {
    const program = path.resolve('bench/orm', entry.folder, entry.program);
    const task: Task = { program, file, sizes: this.sizes, firstQueryOnly };
    const { stdout } = await run(process.execPath, [this.runner, JSON.stringify(task)], {
      maxBuffer: 64 * 2 ** 20,
      timeout: 120_000,
    }).catch((error: Error & { stderr?: string }) => {
      throw new Error(`${entry.name} failed: ${(error.stderr || error.message).slice(0, 2_000)}`);
    });
    return JSON.parse(stdout.slice(stdout.lastIndexOf('\n{') + 1)) as Outcome;
  }

  private copy(): string {
    const file = path.join(this.folder, 'contender.db');
    copyFileSync(this.template, file);
    return file;
  }

  private remove(file: string): void {
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  }
}

/** Milliseconds that Node itself takes before it runs anything of ours. */
export async function bareNode(): Promise<number> {
  const { stdout } = await run(process.execPath, ['-e', 'console.log(performance.now())']);
  return Number(stdout);
}

/** A hash of every row, of a file that is also sound. */
function contentsOf(file: string): string {
  const db = new DatabaseSync(file);
  const [check] = db.prepare('PRAGMA integrity_check').all();
  if (check?.integrity_check !== 'ok') throw new Error(`A contender's file is damaged.`);
  const hash = createHash('sha256');
  for (const table of ['projects', 'chats', 'messages', 'files']) {
    for (const row of db.prepare(`SELECT * FROM ${table} ORDER BY id`).iterate()) {
      hash.update(JSON.stringify(row));
    }
  }
  db.close();
  return hash.digest('hex');
}
