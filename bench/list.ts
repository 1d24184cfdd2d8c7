import path from 'node:path';
import { toChat } from '../src/chat/shapes';
import { listChats } from '../src/db/chats';
import { openTestLibrary, temporaryFolder } from '../src/db/testing';
import { fillLibrary } from './filling';
import { median, reportMachine, rounded, timed } from './statistics';

const [FEW, MANY] = [100, 10_000];
const NEWEST = 50;
const MESSAGES = 4;
const WARM_UP = 50;
const RUNS = 500;

/** The newest chats of a project as the webview gets them, in a project of a few chats and in one of many. */
export async function measure() {
  reportMachine();
  const file = path.join(temporaryFolder(), 'library.db');
  await (await openTestLibrary(file)).close();
  const projects = fillLibrary(file, ({ project, chat }) =>
    [FEW, MANY].map((size) => {
      const id = project(`${size} chats`);
      for (let n = 0; n < size; n++) chat(id, MESSAGES);
      return id;
    }),
  );
  const { db, close } = await openTestLibrary(file);
  // As the handler of `listChats` does it: one more than is shown says whether there are more.
  const list = async (projectId: string) => {
    const rows = await listChats(db, { projectId, limit: NEWEST + 1 });
    const page = { chats: rows.slice(0, NEWEST).map(toChat), hasMore: rows.length > NEWEST };
    return JSON.stringify(page);
  };
  const times = projects.map((): number[] => []);
  for (let run = -WARM_UP; run < RUNS; run++) {
    for (const [i, project] of projects.entries()) {
      const ms = await timed(() => list(project));
      if (run >= 0) times[i]?.push(ms);
    }
  }
  await close();
  const [few = Number.NaN, many = Number.NaN] = times.map(median);
  return { ms_100: rounded(few), ms_10000: rounded(many), ratio: rounded(many / few) };
}
