import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createChat, getChat, listChats, showBranch } from './chats';
import { listStreaming, markInterrupted } from './abandoned';
import { appendPieces, finishAnswer } from './answers';
import { addAnswer, addExchange } from './exchanges';
import { addMessage, getMessage, leafBelow, readBranch, siblingOf } from './messages';
import type { Library } from './open';
import { createProject } from './projects';
import { messages } from './schema';
import { openTestLibrary } from './testing';

let library: Library;
let projectId: string;
let chatId: string;
beforeAll(async () => {
  library = await openTestLibrary();
  projectId = (await createProject(library.db, { name: 'Messages' })).id;
});
beforeEach(async () => {
  chatId = (await createChat(library.db, projectId)).id;
});
afterAll(() => library.close());

let requests = 0;
const request = () => ({ chatId, model: 'm:m', requestId: `r${++requests}`, owner: 'me/1/x' });
const ask = (text: string) => addExchange(library.db, { ...request(), text });
const end = (messageId: string, text: string) =>
  finishAnswer(library.db, { messageId, text, reasoning: '', status: 'done', problem: null });
const texts = async (leafId: string, limit?: number) =>
  (await readBranch(library.db, leafId, limit)).map(({ text }) => text);

test('an exchange is a question, its empty answer and the request for it', async () => {
  const { userId, answerId } = await ask('why?');
  expect(await readBranch(library.db, answerId)).toMatchObject([
    { id: userId, parentId: null, role: 'user', text: 'why?', status: 'done', request: null },
    { id: answerId, parentId: userId, role: 'assistant', text: '', status: 'streaming' },
  ]);
  expect(await getMessage(library.db, answerId)).toMatchObject({ request: { owner: 'me/1/x' } });
  expect(await getChat(library.db, chatId)).toMatchObject({ leafId: answerId, draft: '' });
});

test('messages follow the branch on show', async () => {
  const first = await addMessage(library.db, { chatId, role: 'user', text: 'one' });
  await addMessage(library.db, { chatId, role: 'assistant', text: 'two' });
  await showBranch(library.db, chatId, first);
  const other = await addMessage(library.db, { chatId, role: 'assistant', text: 'another two' });
  expect(await texts(other)).toEqual(['one', 'another two']);
});

test('an answer that is arriving reads as what it began with and its pieces, in order', async () => {
  const { answerId: messageId } = await ask('why?');
  await appendPieces(library.db, [{ messageId, kind: 'reasoning', offset: 0, text: 'hm' }]);
  for (const [offset, text] of ['0', '1', '2'].entries()) {
    await appendPieces(library.db, [{ messageId, kind: 'text', offset: offset * 1000, text }]);
  }
  expect(await getMessage(library.db, messageId)).toMatchObject({ text: '012', reasoning: 'hm' });
  expect((await listChats(library.db, { projectId }))[0]).toMatchObject({ preview: '0' });

  await end(messageId, '012');
  expect(await getMessage(library.db, messageId)).toMatchObject({ text: '012', status: 'done' });
});

test('an answer whose process died keeps what had arrived, one that ended stays as it is', async () => {
  const { answerId: dead } = await ask('one?');
  const { answerId: ended } = await ask('two?');
  await appendPieces(library.db, [
    { messageId: dead, kind: 'text', offset: 0, text: 'Half an ' },
    { messageId: dead, kind: 'text', offset: 8, text: 'answer' },
    { messageId: dead, kind: 'reasoning', offset: 0, text: 'hm' },
  ]);
  const streaming = (await listStreaming(library.db)).map(({ messageId }) => messageId);
  expect(streaming).toEqual(expect.arrayContaining([dead, ended]));
  await end(ended, 'whole');
  await markInterrupted(library.db, [dead, ended]);

  const kept = { text: 'Half an answer', reasoning: 'hm', status: 'interrupted' };
  expect(await getMessage(library.db, dead)).toMatchObject(kept);
  expect(await getMessage(library.db, ended)).toMatchObject({ text: 'whole', status: 'done' });
  expect((await listStreaming(library.db)).map(({ messageId }) => messageId)).not.toContain(dead);
});

test('versions are counted among the answers to the same message, and one leads to the next', async () => {
  const { userId, answerId } = await ask('why?');
  await end(answerId, 'first');
  const second = await addAnswer(library.db, { ...request(), parentId: userId });
  const third = await addAnswer(library.db, { ...request(), parentId: userId });
  expect(await getMessage(library.db, second)).toMatchObject({ versionIndex: 2, versionCount: 3 });
  expect(await siblingOf(library.db, second, 1)).toEqual({ messageId: third, chatId });
  expect(await siblingOf(library.db, second, -1)).toEqual({ messageId: answerId, chatId });
  expect(await siblingOf(library.db, third, 1)).toBeUndefined();
  expect(await getChat(library.db, chatId)).toMatchObject({ leafId: third });
});

test('a first message can have versions, and another chat does not count', async () => {
  const first = await addMessage(library.db, { chatId, role: 'user', text: 'one' });
  const edited = { chatId, role: 'user' as const, text: 'one, edited', parentId: null };
  const [row] = await library.db.insert(messages).values(edited).returning();
  const elsewhere = (await createChat(library.db, projectId)).id;
  await addMessage(library.db, { chatId: elsewhere, role: 'user', text: 'not counted' });
  expect(await siblingOf(library.db, first, 1)).toEqual({ messageId: row?.id, chatId });
  expect(await getMessage(library.db, first)).toMatchObject({ versionIndex: 1, versionCount: 2 });
});

test('a version shows the newest branch below it', async () => {
  const { userId, answerId } = await ask('one?');
  const { answerId: leaf } = await ask('two?');
  await addAnswer(library.db, { ...request(), parentId: userId });
  expect(await leafBelow(library.db, answerId)).toBe(leaf);
  expect(await leafBelow(library.db, leaf)).toBe(leaf);
});

test('the end of a branch of 5,000 messages is read without reading the rest', async () => {
  await library.db.transaction(async (tx) => {
    for (let i = 0; i < 5_000; i++) {
      const parentId = i === 0 ? null : `${chatId} ${i - 1}`;
      const row = { id: `${chatId} ${i}`, chatId, parentId, role: 'user' as const, text: `${i}` };
      await tx.insert(messages).values(row);
    }
  });
  expect(await texts(`${chatId} 4999`, 3)).toEqual(['4997', '4998', '4999']);
  expect(await texts(`${chatId} 1`, 3)).toEqual(['0', '1']);
  expect(await readBranch(library.db, `${chatId} 4999`)).toHaveLength(5_000);
  expect(await leafBelow(library.db, `${chatId} 0`)).toBe(`${chatId} 4999`);
});

test.each([
  ['why retry\ttwice?\nand more', 'why retry twice?'],
  ['  \n  spaces first', 'spaces first'],
  ['🙂'.repeat(100), '🙂'.repeat(80)],
])('a chat without a title is called by its first words: %j', async (text, title) => {
  await ask(text);
  expect(await getChat(library.db, chatId)).toMatchObject({ title, titleSource: 'derived' });
  await ask('a second question');
  expect(await getChat(library.db, chatId)).toMatchObject({ title });
});

test("the user's own title is never overwritten", async () => {
  chatId = (await createChat(library.db, projectId, { title: 'Mine' })).id;
  await ask('why?');
  expect(await getChat(library.db, chatId)).toMatchObject({ title: 'Mine', titleSource: 'user' });
});

test('what is gone is said to be gone', async () => {
  const gone = 'This message is no longer in the library.';
  await expect(getMessage(library.db, 'nothing')).rejects.toThrow(gone);
  await expect(siblingOf(library.db, 'nothing', 1)).rejects.toThrow(gone);
  expect(await readBranch(library.db, 'nothing')).toEqual([]);
});
