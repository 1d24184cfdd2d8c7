import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openTestChat, providerOf } from '../../src/chat/testing';
import { getChat, saveDraft } from '../../src/db/chats';
import { getMessage } from '../../src/db/messages';
import { openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { UnsavedDrafts } from '../../src/extension/library/unsavedDrafts';
import { copyLibraryTo } from '../../src/library/move';
import { testMaintenance } from '../../src/library/testing';
import { tally } from './faults';

const run = await testMaintenance();
const LARGE = 'a large answer '.repeat(20_000);

/** It arrived while there was no room. */
async function answerInMemory() {
  const { promise: isFull, resolve: goOn } = Promise.withResolvers<void>();
  const chat = await openTestChat(
    providerOf(async function* () {
      await isFull;
      yield { type: 'text', text: LARGE };
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { chatId, messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.db.all(sql`PRAGMA max_page_count = 1`);
  goOn();
  await chat.answers.ended(chatId);
  return { chat, chatId, messageId };
}

test('a library on a full disk can be moved, and what waited in memory is saved where it is then', async () => {
  const { chat, chatId, messageId } = await answerInMemory();
  const drafts = new UnsavedDrafts();
  await drafts.save(chat.db, chatId, LARGE, (db) => saveDraft(db, chatId, LARGE));
  expect([chat.answers.inMemory().length, drafts.list().length]).toEqual([1, 1]);

  const file = path.join(temporaryFolder(), 'elsewhere', 'library.db');
  await copyLibraryTo({ from: chat.file, file, run });
  const moved = await openTestLibrary(file);
  await drafts.saveAll(moved.db, (error) => expect.unreachable(String(error)));
  await chat.answers.saveUnsavedInto(moved.db);
  expect([chat.answers.inMemory().length, drafts.list().length]).toEqual([0, 0]);
  expect(await getMessage(moved.db, messageId)).toMatchObject({ text: LARGE, status: 'done' });
  expect(await getChat(moved.db, chatId)).toMatchObject({ draft: LARGE });
  await moved.close();
  tally({
    fault: 'full disk: moved away from',
    tried: 1,
    checked: 'an answer and a draft in memory',
  });
});

test('in a library that does not have its message, an answer in memory stays there', async () => {
  const { chat } = await answerInMemory();
  const other = await openTestLibrary();
  await chat.answers.saveUnsavedInto(other.db);
  expect(chat.answers.inMemory()).toMatchObject([{ text: LARGE }]);
  await other.close();
});
