import path from 'node:path';
import { expect, test } from 'vitest';
import { createProjectWithChat } from '../db/projects';
import { addMessage } from '../db/messages';
import { openTestLibrary, temporaryFolder } from '../db/testing';
import { withConnection } from '../db/verifiedCopy';
import { checkLibrary } from './check';

test('a library whose log is begun anew while it is read is no damaged one', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const { db, close } = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(db, { name: 'Payments' });
  const text = 'why do we retry twice? '.repeat(500);
  for (let n = 0; n < 20; n++) await addMessage(db, { chatId: chat.id, role: 'user', text });
  await db.run('pragma wal_checkpoint(passive)');
  let isWritten = false;
  const said = checkLibrary(file, (step) => {
    if (isWritten || step !== undefined) return;
    isWritten = true;
    withConnection(file, (other) => {
      for (let n = 0; n < 20; n++) {
        other.execute({ sql: 'INSERT INTO meta VALUES (?, ?)', args: [`n${n}`, text] });
      }
    });
  });
  expect(isWritten).toBe(true);
  expect(said).toBeNull();
  await close();
});
