import { readdirSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { getChat, listChats } from '../../src/db/chats';
import { addMessage, readBranch } from '../../src/db/messages';
import type { Db } from '../../src/db/open';
import { createChat } from '../../src/db/chats';
import { createProject, listProjects } from '../../src/db/projects';
import { MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import type { MergeInput } from '../../src/library/merge';
import { startProgram } from '../store/program';
import { isLong, randomFor, tally, withSeed } from './faults';
import { killUnlessEnded } from './killing';
import { expectSound } from './sound';

const KILLS = isLong ? 100 : 30;
const LONGEST_LIFE = 400;
const CHATS = 120;
const TURNS = 60;

const newFile = () => path.join(temporaryFolder(), 'library.db');

async function bigLibrary(): Promise<string> {
  const file = newFile();
  const { db, close } = await openTestLibrary(file);
  for (const name of ['Payments', 'Billing']) {
    const project = await createProject(db, { name });
    for (let c = 0; c < CHATS / 2; c++) {
      const chat = await createChat(db, project.id, { title: `${name} ${c}` });
      for (let m = 0; m < TURNS; m++) {
        const role = m % 2 === 0 ? 'user' : 'assistant';
        await addMessage(db, { chatId: chat.id, role, text: `message ${m} of ${c} `.repeat(20) });
      }
    }
  }
  await close();
  return file;
}

/** What a user would see: a chat that is there is whole. */
async function expectWholeChats(db: Db): Promise<number> {
  let count = 0;
  for (const { id: projectId } of await listProjects(db)) {
    for (const { id } of await listChats(db, { projectId, limit: 1_000 })) {
      const { leafId } = await getChat(db, id);
      if (leafId === null) continue;
      expect(await readBranch(db, leafId)).toHaveLength(TURNS);
      count += 1;
    }
  }
  return count;
}

test(`killed at ${KILLS} moments of a merge: every chat is whole or not there, and the next merge goes on`, async () => {
  const from = await bigLibrary();
  let file = newFile();
  await (await openTestLibrary(file)).close();
  const input = (): MergeInput => ({ file, from, migrationsFolder: MIGRATIONS, journal: 'wal' });
  const random = randomFor('merging');
  let inTheMiddle = 0;
  for (let kills = 0; kills < KILLS;) {
    const merger = await startProgram('test/windows/programs/merger.ts', input());
    const end = await killUnlessEnded(merger, 1, random() * LONGEST_LIFE);
    if (end === 'killed') kills += 1;
    const { db, close } = await openTestLibrary(file);
    const whole = await withSeed(`kill ${kills} while merging`, () => expectWholeChats(db));
    await expectSound(db);
    await close();
    if (whole > 0 && whole < CHATS) inTheMiddle += 1;
    // Once all is there, from the beginning again.
    if (whole === CHATS) {
      file = newFile();
      await (await openTestLibrary(file)).close();
    }
  }
  const last = await startProgram('test/windows/programs/merger.ts', input());
  expect(await last.ended).toMatchObject({ code: 0, errors: '' });
  const { db, close } = await openTestLibrary(file);
  expect(await expectWholeChats(db)).toBe(CHATS);
  const found = await db.all(
    sql`select count(*) as n from messages_fts where messages_fts match 'message'`,
  );
  expect(found).toMatchObject([{ n: CHATS * TURNS }]);
  await close();
  tally({
    fault: 'kill −9 while merging',
    tried: KILLS,
    checked: `${CHATS} chats, each whole or not there`,
    remarks: `${inTheMiddle} with a part of them there`,
  });
  const left = readdirSync(path.dirname(file)).filter((name) => name.includes('.merging-'));
  expect(left).toEqual([]);
});
