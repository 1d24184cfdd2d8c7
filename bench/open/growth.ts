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
import { fillLibrary, indexLibrary } from '../filling';
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
  await indexLibrary(file);
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
