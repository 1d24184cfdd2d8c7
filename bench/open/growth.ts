import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import {
  buildWorker,
  bundleProgram,
  MIGRATIONS,
  openTestLibrary,
  temporaryFolder,
} from '../../src/db/testing';
import { fillLibrary } from '../filling';
import type { Growth } from './grow';

const CHATS = 100;
const MESSAGES = 1_000;
const TEXT_LENGTH = 300;

/** In MB, of a process that does nothing else: the one that has filled the library has grown by that already. */
export async function measureGrowth(): Promise<Growth> {
  const file = path.join(temporaryFolder(), 'library.db');
  await (await openTestLibrary(file)).close();
  const input = fillLibrary(file, ({ project, chat }) => {
    const projectId = project('Growing');
    const chats = Array.from({ length: CHATS }, () => chat(projectId, MESSAGES, TEXT_LENGTH));
    return { projectId, chats };
  });
  await indexed(file);
  const options = {
    file,
    migrationsFolder: MIGRATIONS,
    origin: 'bench',
    workerFile: await buildWorker(),
  };
  const program = await bundleProgram('bench/open/grow.ts');
  const { stdout } = await promisify(execFile)(process.execPath, [
    '--expose-gc',
    program,
    JSON.stringify({ ...input, library: options }),
  ]);
  return JSON.parse(stdout) as Growth;
}

/** Closing would leave the index to the process that is measured. */
async function indexed(file: string): Promise<void> {
  const { db, close } = await openTestLibrary(file);
  const isBehind = async () => {
    const { rows } = await db.$client.execute(
      'SELECT (SELECT last_key FROM messages_fts_progress) < (SELECT max(key) FROM messages) AS behind',
    );
    return rows[0]?.['behind'] === 1;
  };
  while (await isBehind()) await new Promise((resolve) => setTimeout(resolve, 100));
  await close();
}
