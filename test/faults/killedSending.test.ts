import path from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { recoverAnswers } from '../../src/chat/recovery';
import { getChat } from '../../src/db/chats';
import { getMessage, readBranch } from '../../src/db/messages';
import type { Db } from '../../src/db/open';
import { createProjectWithChat } from '../../src/db/projects';
import { messages } from '../../src/db/schema';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { optionsFor, startProgram } from '../store/program';
import { isLong, randomFor, tally, withSeed } from './faults';
import { killAfter } from './killing';
import type { Safe, SenderInput } from './programs/sender';
import { expectSound } from './sound';

const KILLS = isLong ? 200 : 60;
const LONGEST_LIFE = 150;

async function expectSafe(db: Db, safe: Safe[]): Promise<void> {
  for (const one of safe) {
    if (one.is === 'asked') {
      const found = await db.select().from(messages).where(eq(messages.text, one.question));
      expect(found).toMatchObject([{ role: 'user', status: 'done' }]);
    } else if (one.is === 'sent') {
      const { parentId, role } = await getMessage(db, one.answerId);
      expect(role).toBe('assistant');
      expect(await getMessage(db, parentId ?? '')).toMatchObject({ text: one.question });
    } else if (one.is === 'answered') {
      expect(await getMessage(db, one.answerId)).toMatchObject({ text: one.text, status: 'done' });
    }
  }
}

/** Every message is on the one branch, and each question has its answer. */
async function expectOneBranch(db: Db, chatId: string): Promise<number> {
  const { leafId } = await getChat(db, chatId);
  const branch = leafId === null ? [] : await readBranch(db, leafId);
  const all = await db.select({ id: messages.id }).from(messages);
  expect(branch).toHaveLength(all.length);
  branch.forEach(({ role }, i) => expect(role).toBe(i % 2 ? 'assistant' : 'user'));
  return branch.length;
}

test(`after ${KILLS} kills while messages are sent, every message that left is there with its answer`, async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Sending' });
  await library.close();
  const input: SenderInput = { library: await optionsFor(file), chatId: chat.id };
  const random = randomFor('sending');

  let [checked, interrupted] = [0, 0];
  for (let kill = 1; kill <= KILLS; kill++) {
    await withSeed(`kill ${kill} while sending`, async () => {
      const sender = await startProgram('test/faults/programs/sender.ts', input);
      const lines = await killAfter(sender, 1, random() * LONGEST_LIFE);
      const safe = lines.map((line) => JSON.parse(line) as Safe);
      const { db, close } = await openTestLibrary(file);
      await expectSound(db);
      interrupted += (await recoverAnswers(db)).chatIds.length;
      await expectSafe(db, safe);
      await expectOneBranch(db, chat.id);
      await close();
      checked += safe.length - 1;
    });
  }
  expect(checked).toBeGreaterThan(KILLS);
  tally({
    fault: 'kill −9 while sending',
    tried: KILLS,
    checked: `${checked} acknowledgements`,
    remarks: `${interrupted} answers interrupted`,
  });
});
