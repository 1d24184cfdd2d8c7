import { eq, sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { hashOf, keepBlobs } from './blobs';
import { arrangeChats } from './chatPlaces';
import { createChat } from './chats';
import { eraseMarked, sweepBlobs } from './erase';
import { attachFiles, detachFile, listFiles, restoreFile, setFileHashes } from './files';
import { appendPieces } from './answers';
import { addExchange } from './exchanges';
import { addAnswerPicture, addDraftPicture } from './images';
import { addMessage } from './messages';
import type { Library } from './open';
import { findMessages, findPassages, indexPassages } from './passages';
import { createProject, shelveProject } from './projects';
import { saveRequest } from './requests';
import { blobs } from './schema';
import { openTestLibrary } from './testing';
import { countTrash, markForErasing } from './trash';

let library: Library;
beforeEach(async () => {
  library = await openTestLibrary();
});
afterEach(async () => {
  // Fails when the index does not agree with its table.
  await library.db.run(
    sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`,
  );
  const broken = await library.db.all(sql`pragma foreign_key_check`);
  if (broken.length > 0) throw new Error('Something refers to what was erased.');
  await library.close();
});

const TABLES = ['projects', 'project_folders', 'files', 'blobs', 'chats', 'messages', 'images', 'pieces',
  'requests', 'request_parts', 'passage_sources', 'passages_fts', 'messages_fts']; // prettier-ignore
async function rowCounts() {
  await foundIn('', 'anything'); // a search brings the index up to date
  const counts: Record<string, number> = {};
  for (const table of TABLES) {
    const [row] = await library.db.all<{ n: number }>(
      sql`select count(*) as n from ${sql.identifier(table)}`,
    );
    if (row?.n) counts[table] = row.n;
  }
  return counts;
}

const INSTRUCTIONS = Buffer.from('Be brief.');

const pictureOf = (content: string) => ({
  ...{ bytes: Buffer.from(content), mediaType: 'image/png', width: 1, height: 1, name: '' },
});

/** A project with a file, and chats with an answered question, a receipt and an answer that is still arriving. */
async function fillProject(name: string, chatCount: number) {
  const { db } = library;
  const { id: projectId } = await createProject(db, { name });
  await attachFiles(db, projectId, [{ uri: `file:///${name}.ts`, path: `${name}.ts` }]);
  const [file] = await listFiles(db, projectId);
  const bytes = Buffer.from(`content of ${name}`);
  await keepBlobs(db, new Map([bytes, INSTRUCTIONS].map((content) => [hashOf(content), content])));
  if (file) {
    await setFileHashes(db, [{ row: file, hash: hashOf(bytes) }]);
    await indexPassages(db, file.id, hashOf(bytes), [{ line: 1, text: `passage of ${name}` }]);
  }
  const chatIds: string[] = [];
  for (let i = 0; i < chatCount; i++) {
    const { id: chatId } = await createChat(db, projectId, { title: `${name} ${i}` });
    await addMessage(db, { chatId, role: 'user', text: `words of ${name}` });
    const requestId = crypto.randomUUID();
    const answer = { chatId, model: 'search', requestId, owner: 'test', text: 'And?' };
    const { answerId } = await addExchange(db, answer);
    await appendPieces(db, [{ messageId: answerId, kind: 'text', offset: 0, text: 'Half' }]);
    await saveRequest(db, requestId, { temperature: 0.7, maxTokens: 10 }, [
      { kind: 'instructions', hash: hashOf(INSTRUCTIONS) },
      { kind: 'file', hash: hashOf(bytes) },
    ]);
    await addAnswerPicture(db, answerId, pictureOf(`made in ${name} ${i}`));
    await addDraftPicture(db, { projectId, chatId }, pictureOf(`unsent in ${name}`));
    chatIds.push(chatId);
  }
  await addDraftPicture(db, { projectId, chatId: null }, pictureOf(`on the home of ${name}`));
  // As if stored some time ago.
  await db.update(blobs).set({ createdAt: new Date(1_000) });
  return { projectId, chatIds };
}

const foundIn = (projectId: string, word: string) =>
  findMessages(library.db, { projectId, match: `"${word}"`, limit: 10, notInChat: '' });

test('an erased chat leaves nothing behind, and its neighbour loses nothing', async () => {
  const { projectId, chatIds } = await fillProject('A', 1);
  const before = await rowCounts();
  const { id: chatId } = await createChat(library.db, projectId, { title: 'Doomed' });
  for (let i = 0; i < 250; i++)
    await addMessage(library.db, { chatId, role: 'user', text: 'gone' });
  expect(await foundIn(projectId, 'gone')).toHaveLength(10);

  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  await markForErasing(library.db, { chatIds: [chatId, ...chatIds] });
  expect(await eraseMarked(library.db)).toEqual({ projects: 0, chats: 1 });
  expect(await rowCounts()).toEqual(before);
  expect(await foundIn(projectId, 'gone')).toEqual([]);
  expect(await foundIn(projectId, 'words')).toHaveLength(1);
});

test('an erased project takes its chats, files, passages, receipts and contents with it', async () => {
  await fillProject('Kept', 2);
  const before = await rowCounts();
  const { projectId } = await fillProject('Doomed', 3);
  await shelveProject(library.db, projectId, 'trashed');
  await markForErasing(library.db, { projectIds: [projectId] });
  expect(await eraseMarked(library.db)).toEqual({ projects: 1, chats: 3 });
  // The instructions are in receipts of both, and stay.
  expect(await rowCounts()).toEqual(before);
  const match = '"doomed"';
  expect(await findPassages(library.db, { projectId, match, limit: 9 })).toEqual([]);
});

test('what is in the trash and not marked is not erased', async () => {
  const { chatIds } = await fillProject('A', 2);
  await arrangeChats(library.db, chatIds, { shelf: 'trashed' });
  const before = await rowCounts();
  expect(await eraseMarked(library.db)).toEqual({ projects: 0, chats: 0 });
  expect(await rowCounts()).toEqual(before);
  expect(await countTrash(library.db)).toEqual({ projects: 0, chats: 2 });
});

test('an erasing that was cut short is finished by the next one', async () => {
  const { projectId } = await fillProject('A', 40);
  await shelveProject(library.db, projectId, 'trashed');
  await markForErasing(library.db, { projectIds: [projectId] });
  const { file } = library;
  const cut = eraseMarked(library.db).then(
    () => 'finished',
    () => 'cut short',
  );
  await library.db.all(sql`select 1`);
  await library.close();
  expect(await cut).toBe('cut short');
  library = await openTestLibrary(file);
  await eraseMarked(library.db);
  await sweepBlobs(library.db);
  expect(await rowCounts()).toEqual({});
});

test('contents that were stored a moment ago are not swept: their receipt may be on its way', async () => {
  const bytes = Buffer.from('just read');
  await keepBlobs(library.db, new Map([[hashOf(bytes), bytes]]));
  expect(await sweepBlobs(library.db)).toBe(0);
  await library.db.update(blobs).set({ createdAt: new Date(1_000) });
  expect(await sweepBlobs(library.db)).toBe(1);
});

test('a file that was detached can come back after its contents were swept', async () => {
  const { projectId, chatIds } = await fillProject('A', 1);
  await arrangeChats(library.db, chatIds, { shelf: 'trashed' });
  const [file] = await listFiles(library.db, projectId);
  const row = await detachFile(library.db, file?.id ?? '');
  await markForErasing(library.db, { chatIds });
  await eraseMarked(library.db);
  await restoreFile(library.db, row);
  expect(await listFiles(library.db, projectId)).toEqual([{ ...row, hash: null }]);
});

test('contents that come to be needed while it sweeps are not swept', async () => {
  const { chatIds } = await fillProject('A', 1);
  const bytes = Buffer.from('wanted again');
  await keepBlobs(library.db, new Map([[hashOf(bytes), bytes]]));
  await library.db.update(blobs).set({ createdAt: new Date(1_000) });
  const sweeping = sweepBlobs(library.db);
  const requestId = crypto.randomUUID();
  const [chatId = ''] = chatIds;
  await addExchange(library.db, { chatId, model: 'search', requestId, owner: 'test', text: 'x' });
  await saveRequest(library.db, requestId, { temperature: 0, maxTokens: 1 }, [
    { kind: 'file', hash: hashOf(bytes) },
  ]);
  await sweeping;
  const kept = await library.db
    .select()
    .from(blobs)
    .where(eq(blobs.hash, hashOf(bytes)));
  expect(kept).toHaveLength(1);
});

test('while a chat of many messages is erased, everything else gets its turn', async () => {
  const { id: projectId } = await createProject(library.db, { name: 'A' });
  const { id: chatId } = await createChat(library.db, projectId, { title: 'Many' });
  await library.db.run(sql`insert into messages (id, chat_id, role, text, created_at)
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 5000)
    select printf('m%d', i), ${chatId}, 'user', 'Why does the webhook retry at attempt ' || i, 1
    from n`);
  await foundIn(projectId, 'webhook');
  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  await markForErasing(library.db, { chatIds: [chatId] });

  let erasing = true;
  const erased = eraseMarked(library.db).finally(() => (erasing = false));
  let turns = 0;
  while (erasing) {
    await createChat(library.db, projectId, { title: 'Meanwhile' });
    turns += 1;
  }
  expect((await erased).chats).toBe(1);
  // Each of the 50 steps let at least one other write through.
  expect(turns).toBeGreaterThanOrEqual(50);
});
