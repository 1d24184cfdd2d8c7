import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { getChat, saveDraft } from '../../db/chats';
import type { Db } from '../../db/open';
import { createProjectWithChat } from '../../db/projects';
import { openTestLibrary } from '../../db/testing';
import { UnsavedDrafts } from './unsavedDrafts';

const PAGE = 4_096;

test('a draft that meets damage is refused, kept, and saved in the library that was repaired', async () => {
  const healthy = await openTestLibrary();
  const { chat } = await createProjectWithChat(healthy.db, { name: 'A' });
  const page = await firstPageOf(healthy.db, 'chats');
  await healthy.close();
  const copy = `${healthy.file}.damaged.db`;
  copyFileSync(healthy.file, copy);
  const bytes = readFileSync(copy);
  writeFileSync(copy, bytes.fill(0xff, (page - 1) * PAGE, page * PAGE));

  const drafts = new UnsavedDrafts();
  const write = (into: Db) => saveDraft(into, chat.id, 'half a thought');
  const damaged = await openTestLibrary(copy);
  await expect(drafts.save(damaged.db, chat.id, 'half a thought', write)).rejects.toMatchObject({
    cause: { code: 'SQLITE_CORRUPT' },
  });
  expect(drafts.get(chat.id)).toBe('half a thought');
  await damaged.close();

  const repaired = await openTestLibrary(healthy.file);
  await drafts.saveAll(repaired.db, (error) => expect.unreachable(String(error)));
  expect(drafts.list()).toEqual([]);
  expect(await getChat(repaired.db, chat.id)).toMatchObject({ draft: 'half a thought' });
  await repaired.close();
});

async function firstPageOf({ $client }: Db, table: string): Promise<number> {
  const sql = 'SELECT rootpage FROM sqlite_master WHERE name = ?';
  const { rows } = await $client.execute({ sql, args: [table] });
  return Number(rows[0]?.['rootpage']);
}
