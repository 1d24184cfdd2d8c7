import { eq, sql } from 'drizzle-orm';
import { beforeEach, afterEach, expect, test } from 'vitest';
import { arrangeChats } from './chatPlaces';
import { attachFiles, detachFile, listFiles } from './files';
import { finishAnswer } from './answers';
import { addExchange } from './exchanges';
import { addMessage } from './messages';
import type { Library } from './open';
import { findMessages, findPassages, indexedHashes, indexPassages } from './passages';
import { createProject, createProjectWithChat } from './projects';
import { messages } from './schema';
import { openTestLibrary } from './testing';

let library: Library;
let projectId: string;
let chatId: string;
beforeEach(async () => {
  library = await openTestLibrary();
  const { project, chat } = await createProjectWithChat(library.db, { name: 'Search' });
  [projectId, chatId] = [project.id, chat.id];
});
afterEach(async () => {
  // Fails when the index does not agree with its table.
  await library.db.run(
    sql`insert into messages_fts (messages_fts, rank) values ('integrity-check', 1)`,
  );
  await library.close();
});

const write = (text: string) => addMessage(library.db, { chatId, role: 'user', text });
const found = async (word: string) => {
  const options = { projectId, match: `"${word}"`, limit: 10, notInChat: '' };
  return (await findMessages(library.db, options)).map(({ messageId }) => messageId);
};
const lastIndexed = async () => {
  const [row] = await library.db.all<{ last_key: number }>(
    sql`select last_key from messages_fts_progress`,
  );
  return row?.last_key;
};

test('a message is found as soon as it is written', async () => {
  expect(await lastIndexed()).toBe(0);
  const id = await write('Why does the webhook retry?');
  expect(await found('retry')).toEqual([id]);
  expect(await lastIndexed()).toBe(1);
});

test('an edited message is found by its new words only, those that stayed included', async () => {
  const [before, after] = [await write('early bird'), await write('late bird')];
  const edit = (id: string) =>
    library.db.update(messages).set({ text: 'edited bird' }).where(eq(messages.id, id));
  await edit(before);
  expect(await found('bird')).toHaveLength(2);
  await edit(after);
  expect(await found('bird')).toHaveLength(2);
  expect(await found('edited')).toHaveLength(2);
  expect(await found('early')).toEqual([]);
  expect(await found('late')).toEqual([]);
});

test('a deleted message is not found, whether it was indexed or not', async () => {
  const remove = (id: string) => library.db.delete(messages).where(eq(messages.id, id));
  await remove(await write('never indexed'));
  const id = await write('indexed');
  expect(await found('indexed')).toEqual([id]);
  await remove(id);
  expect(await found('indexed')).toEqual([]);
});

test('an answer is found when it has ended, not while it arrives', async () => {
  const request = { chatId, model: 'm:m', requestId: 'r', owner: 'o' };
  const { answerId } = await addExchange(library.db, { ...request, text: 'question' });
  expect(await found('question')).toHaveLength(1);
  expect(await found('answered')).toEqual([]);
  const end = { messageId: answerId, text: 'answered', reasoning: '', problem: null };
  await finishAnswer(library.db, { ...end, status: 'stopped' });
  expect(await found('answered')).toEqual([answerId]);
});

test('what another window has written is found', async () => {
  const other = await openTestLibrary(library.file);
  const id = await addMessage(other.db, { chatId, role: 'user', text: 'from next door' });
  expect(await found('door')).toEqual([id]);
  await other.close();
});

test('a search inside a transaction finds what the transaction wrote', async () => {
  await library.db
    .transaction(async (tx) => {
      await tx.insert(messages).values({ chatId, role: 'user', text: 'unfinished business' });
      const rows = await tx.all(
        sql`select rowid from messages_fts where messages_fts match 'business'`,
      );
      expect(rows).toHaveLength(1);
      tx.rollback();
    })
    .catch(() => undefined);
  expect(await found('business')).toEqual([]);
});

test('more messages than are indexed in one go are all found', async () => {
  await library.db.transaction(async (tx) => {
    const rows = Array.from({ length: 50 }, () => ({
      chatId,
      role: 'user' as const,
      text: 'bulk',
    }));
    for (let i = 0; i < 100; i++) await tx.insert(messages).values(rows);
  });
  const [row] = await library.db.all<{ n: number }>(
    sql`select count(*) as n from messages_fts where messages_fts match 'bulk'`,
  );
  expect(row?.n).toBe(5_000);
});

test('new messages are indexed without anybody searching', async () => {
  await write('sooner or later');
  await expect.poll(lastIndexed).toBe(1);
});

test('messages are found with accents folded, by stem and by prefix, best first', async () => {
  const one = await write('Ein Café in Zürich');
  const two = await write('retrying retries of a retry');
  const three = await write('one retry in a long sentence about many other things');
  expect(await found('cafe')).toEqual([one]);
  expect(await found('retried')).toEqual([two, three]);
  const options = { projectId, match: '"zur"*', limit: 10, notInChat: '' };
  expect(await findMessages(library.db, options)).toMatchObject([
    { messageId: one, chatId, snippet: 'Ein Café in Zürich' },
  ]);
});

test.each(['"', 'AND', 'NEAR(', 'text:', '*', '-x', "it's", '(', ''])(
  'quoted as callers quote it, %j is no syntax error',
  async (typed) => {
    await write('anything');
    const match = `"${typed.replaceAll('"', '""')}"`;
    const options = { projectId, match, limit: 10 };
    await expect(findMessages(library.db, { ...options, notInChat: '' })).resolves.toEqual([]);
    await expect(findPassages(library.db, options)).resolves.toEqual([]);
  },
);

test('neither the trash, the chat itself, another project nor answers by Search are found', async () => {
  const id = await write('needle');
  const options = { projectId, match: '"needle"', limit: 10 };
  const other = await createProject(library.db, { name: 'Other' });
  const model = 'search';
  await addMessage(library.db, { chatId, role: 'assistant', text: 'needle', model });
  expect(await findMessages(library.db, { ...options, notInChat: chatId })).toEqual([]);
  expect(
    await findMessages(library.db, { ...options, projectId: other.id, notInChat: '' }),
  ).toEqual([]);
  expect(await found('needle')).toEqual([id]);
  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  expect(await found('needle')).toEqual([]);
});

test('passages of a file are found in its project, replaced with it, and gone with it', async () => {
  const attached = [
    { uri: 'file:///a.ts', path: 'a.ts' },
    { uri: 'file:///b.ts', path: 'b.ts' },
  ];
  await attachFiles(library.db, projectId, attached);
  const [a, b] = await listFiles(library.db, projectId);
  if (!a || !b) throw new Error('The files were not attached.');
  const look = (match: string) => findPassages(library.db, { projectId, match, limit: 5 });

  await indexPassages(library.db, a.id, 'h1', [
    { line: 1, text: 'const retries = 2' },
    { line: 41, text: 'function backoff() {}' },
  ]);
  await indexPassages(library.db, b.id, 'h2', [{ line: 7, text: 'const other = retries' }]);
  expect(await look('backoff')).toEqual([
    { fileId: a.id, path: 'a.ts', uri: 'file:///a.ts', line: 41, text: 'function backoff() {}' },
  ]);
  expect(await look('retries')).toHaveLength(2);

  await indexPassages(library.db, a.id, 'h3', [{ line: 3, text: 'const attempts = 2' }]);
  expect(await look('backoff')).toEqual([]);
  expect(await look('attempts')).toMatchObject([{ path: 'a.ts', line: 3 }]);
  await indexPassages(library.db, b.id, 'h4', []);
  expect(await indexedHashes(library.db, projectId)).toEqual(
    new Map([
      [a.id, 'h3'],
      [b.id, 'h4'],
    ]),
  );
  await detachFile(library.db, a.id);
  expect(await look('attempts')).toEqual([]);
  expect(await library.db.all(sql`select count(*) as n from passages_fts`)).toMatchObject([
    { n: 0 },
  ]);
});

test('an index that does not agree with its messages is made anew when it was made by other rules', async () => {
  const id = await write('still found');
  await library.db.run(sql`drop trigger messages_fts_update`);
  await library.db.run(sql`delete from messages_fts_progress`);
  await library.db.run(sql`drop table messages_fts_progress`);
  const { file } = library;
  await library.close();
  library = await openTestLibrary(file);
  expect(await found('found')).toEqual([id]);
});
