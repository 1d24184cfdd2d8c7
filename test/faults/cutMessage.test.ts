import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { hashOf, keepBlobs } from '../../src/db/blobs';
import { createChat } from '../../src/db/chats';
import { copyPath } from '../../src/db/copyNames';
import { attachFiles, listFiles, setFileHashes } from '../../src/db/files';
import { addMessage } from '../../src/db/messages';
import { createProject } from '../../src/db/projects';
import { buildWorker, MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { openSafely } from '../../src/library/openSafely';
import { testMaintenance } from '../../src/library/testing';
import { tally } from './faults';
import { expectSound } from './sound';

const run = await testMaintenance();
const workerFile = await buildWorker();
const PAGE = 4096;
const linesOf = (what: string) =>
  Array.from({ length: 3_000 }, (_, n) => `${what} ${n} 🙂`).join('\n');
const LONG = linesOf('line');
const CONTENT = linesOf('content');

async function makeLibrary(): Promise<string> {
  const file = path.join(temporaryFolder(), 'library.db');
  const { db, close } = await openTestLibrary(file);
  const project = await createProject(db, { name: 'Payments' });
  await keepBlobs(db, new Map([[hashOf(CONTENT), Buffer.from(CONTENT)]]));
  await attachFiles(db, project.id, [{ uri: 'file:///log.txt', path: 'log.txt' }]);
  for (const row of await listFiles(db, project.id)) {
    await setFileHashes(db, [{ row, hash: hashOf(CONTENT) }]);
  }
  const { id: chatId } = await createChat(db, project.id, { title: 'Long' });
  for (const text of ['before', LONG, 'after'])
    await addMessage(db, { chatId, role: 'user', text });
  await run('backUp', { file, copy: copyPath(file, 'daily') });
  await close();
  return file;
}
const master = await makeLibrary();

const backupsOf = (file: string) => path.join(path.dirname(file), 'backups');

/** The page that holds these words says that it goes on where there is no page. */
function damagedAt(words: string, { withBackup }: { withBackup: boolean }): string {
  const file = path.join(temporaryFolder(), 'library.db');
  const bytes = readFileSync(master);
  bytes.writeUInt32BE(0x7f_ff_ff_f0, Math.floor(bytes.indexOf(words) / PAGE) * PAGE);
  writeFileSync(file, bytes);
  writeFileSync(`${file}-wal`, ''); // as after an unclean end, which a full check follows
  if (withBackup) cpSync(backupsOf(master), backupsOf(file), { recursive: true });
  return file;
}

async function repaired(file: string) {
  const opened = await openSafely({
    ...{ file, migrationsFolder: MIGRATIONS, origin: 'test', workerFile, run },
  });
  const { library, rescued } = opened;
  const texts = await library.db.all<{ text: string; created_at: number }>(
    sql`select text, created_at from messages order by key`,
  );
  const [content] = await library.db.all<{ content: Uint8Array }>(
    sql`select content from blobs join files on files.hash = blobs.hash`,
  );
  await expectSound(library.db);
  await library.close();
  expect(await run('check', { file }), 'it is told once').toBeNull();
  return {
    texts,
    content: Buffer.from(content?.content ?? []).toString(),
    rescue: rescued?.rescue,
  };
}

test('of a long message that is cut off, all that can be read is kept, and it is named', async () => {
  const { texts, rescue } = await repaired(damagedAt('line 2000 ', { withBackup: false }));
  expect(texts).toHaveLength(3);
  const [before, long, after] = texts;
  expect([before?.text, after?.text]).toEqual(['before', 'after']);
  expect(LONG.startsWith(long?.text ?? '')).toBe(true);
  expect(long?.text).toContain('line 1990 ');
  expect(Math.abs(Date.now() - (long?.created_at ?? 0))).toBeLessThan(600_000);
  expect(rescue?.kept).toEqual([expect.stringContaining('a message in “Long”')]);
  tally({
    fault: 'a long message cut',
    tried: 1,
    checked: 'what could be read of it',
    remarks: 'the rest named',
  });
});

test('the backup has the rest of it', async () => {
  const { texts, rescue } = await repaired(damagedAt('line 2000 ', { withBackup: true }));
  expect(texts.map(({ text }) => text)).toEqual(['before', LONG, 'after']);
  expect(rescue?.kept).toEqual([]);
});

test('of an attached content that is cut off, all that can be read is kept, and it is named', async () => {
  const { content, rescue } = await repaired(damagedAt('content 2000 ', { withBackup: false }));
  expect(CONTENT.startsWith(content.slice(0, -3))).toBe(true);
  expect(content).toContain('content 1990 ');
  expect(rescue?.kept).toEqual(['what is kept of “log.txt”']);
});
