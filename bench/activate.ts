import { copyFileSync, existsSync, globSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { createChat } from '../src/db/chats';
import { addMessage } from '../src/db/messages';
import { createProject } from '../src/db/projects';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import { libraryIn } from '../test/vscode/libraryFile';
import { openVSCode, type VSCode } from '../test/vscode/openVSCode';
import { packagedVsix } from '../test/vscode/packagedVsix';
import { sampleWorkspace } from '../test/vscode/sampleWorkspace';
import { until } from '../test/vscode/until';
import { bundleBareDriver } from './activate/driver';
import { median, rounded } from './statistics';

const CHATS = 1_000;
/** An even number: each side is first as often as second. */
const STARTS = 10;

interface Figures {
  us: number;
  raw: number;
  ready: number;
}

/**
 * Our module and activate() in VS Code's own extension host, with a library of 1,000 chats, against loading the
 * bare driver, opening a copy of that file and one query, in the same host. `ready_ms` is how much later the first
 * command is answered from the library, which opens on its own thread meanwhile. Needs `npm run package`.
 */
export async function measure() {
  const folder = temporaryFolder();
  const env = {
    BENCH_RESULTS: path.join(folder, 'results'),
    BENCH_DRIVER: path.join(folder, 'driver'),
    BENCH_LIBRARY: path.join(folder, 'copy.db'),
  };
  await bundleBareDriver(env.BENCH_DRIVER);
  const vscode = await openVSCode({ folder: sampleWorkspace(), vsix: packagedVsix(), env });
  try {
    await prepare(vscode, env.BENCH_LIBRARY);
    await vscode.restart();
    const figures = await measureStarts(vscode, env.BENCH_RESULTS);
    const [us, raw] = [median(figures.map((f) => f.us)), median(figures.map((f) => f.raw))];
    return {
      us_ms: rounded(us),
      raw_ms: rounded(raw),
      ratio: rounded(us / raw),
      ready_ms: rounded(median(figures.map((f) => f.ready))),
    };
  } finally {
    await vscode.stop();
  }
}

/** Leaves VS Code closed, with a full library and an extension that measures itself. */
async function prepare(vscode: VSCode, copy: string) {
  await vscode.openSidebar();
  const data = vscode.userDataDir;
  await until('the library', () => globSync('**/better-gpt*/library.db', { cwd: data }).length > 0);
  await vscode.kill();
  const file = libraryIn(data);
  await fill(file);
  copyFileSync(file, copy);

  const [dist] = globSync('extensions/better-gpt.better-gpt-*/dist', { cwd: data });
  if (!dist) throw new Error('The extension is not installed.');
  const main = path.join(data, dist, 'extension.js');
  renameSync(main, path.join(data, dist, 'itself.js'));
  copyFileSync('bench/activate/measured.cjs', main);
}

async function fill(file: string) {
  const { db, close } = await openTestLibrary(file);
  const project = await createProject(db, { name: 'A thousand chats' });
  for (let i = 0; i < CHATS; i++) {
    const { id } = await createChat(db, project.id, { title: `Chat ${i}` });
    await addMessage(db, { chatId: id, role: 'user', text: `Question ${i}` });
  }
  await close();
}

async function measureStarts(vscode: VSCode, results: string): Promise<Figures[]> {
  const lines = () =>
    existsSync(results) ? readFileSync(results, 'utf8').trimEnd().split('\n') : [];
  for (let starts = 1; starts <= STARTS; starts++) {
    if (starts > 1) await vscode.page.reload();
    await until('the extension to be activated', () => lines().length >= starts, 60_000);
  }
  return lines().map((line) => JSON.parse(line) as Figures);
}
