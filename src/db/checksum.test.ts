import path from 'node:path';
import { eq, sql } from 'drizzle-orm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { markInterrupted } from './abandoned';
import { appendPieces, finishAnswer } from './answers';
import { addExchange, reopenAnswer } from './exchanges';
import { hashOf, keepBlobs, readBlob } from './blobs';
import { checksumOf, damageOf, marked } from './checksum';
import { addMessage, getMessage } from './messages';
import type { Library } from './open';
import { createProjectWithChat } from './projects';
import { blobs, messages } from './schema';
import { openTestLibrary, temporaryFolder } from './testing';

const file = path.join(temporaryFolder(), 'library.db');
let library: Library;
let chatId: string;
beforeAll(async () => {
  library = await openTestLibrary(file);
  chatId = (await createProjectWithChat(library.db, { name: 'Words' })).chat.id;
});
afterAll(() => library.close());

const request = () => ({
  chatId,
  model: 'test:model',
  owner: 'test',
  requestId: crypto.randomUUID(),
});
const readBack = async (id: string) => {
  const { text, reasoning, checksum, damage } = await getMessage(library.db, id);
  return { isKnown: checksum !== null && checksum === checksumOf({ text, reasoning }), damage };
};
const SOUND = { isKnown: true, damage: null };

test.each([
  ['nothing', ''],
  ['emoji', '👩‍👩‍👧‍👦 🇨🇭'],
  ['half an emoji', 'half \ud83d of it \udc4d'],
  ['a NUL', 'before\0after'],
  ['line ends', 'one\r\ntwo\rthree\u2028'],
  ['a byte order mark', '\ufeffbegins'],
  ['a megabyte', 'Lorem 🙂 '.repeat(111_111)],
])('%s is read back as it was written', async (_, text) => {
  const id = await addMessage(library.db, { chatId, role: 'user', text });
  expect(await readBack(id)).toEqual(SOUND);
  const { userId, answerId } = await addExchange(library.db, { text, ...request() });
  expect(await readBack(userId)).toEqual(SOUND);
  const answer = { messageId: answerId, text, reasoning: text, problem: null };
  await finishAnswer(library.db, { ...answer, status: 'done' });
  expect(await readBack(answerId)).toEqual(SOUND);
});

test('an answer that goes on, and is cut off, is as it was written all the way', async () => {
  const { db } = library;
  const { answerId: messageId } = await addExchange(db, { text: 'why?', ...request() });
  const damage = async () => (await getMessage(db, messageId)).damage;
  await appendPieces(db, [{ messageId, kind: 'text', offset: 0, text: 'Because' }]);
  expect(await damage()).toBeNull();
  const stopped = { messageId, text: 'Because', reasoning: 'Hm', problem: null } as const;
  await finishAnswer(db, { ...stopped, status: 'stopped' });
  await reopenAnswer(db, messageId, request());
  await appendPieces(db, [{ messageId, kind: 'text', offset: 7, text: ' so.' }]);
  expect(await damage()).toBeNull();
  await markInterrupted(db, [messageId]);
  expect(await getMessage(db, messageId)).toMatchObject({ text: 'Because so.', reasoning: 'Hm' });
  expect(await readBack(messageId)).toEqual(SOUND);
});

test('other words than those that were written are noticed, and told once', async () => {
  const told: string[] = [];
  const leave = library.guard.onDamage((said) => told.push(said));
  const id = await addMessage(library.db, { chatId, role: 'user', text: 'why?' });
  await library.db.run(sql`update messages set text = 'who?' where id = ${id}`);
  for (let n = 0; n < 2; n++) expect((await getMessage(library.db, id)).damage).toBe('new');
  expect(told).toEqual([expect.stringContaining(id)]);
  leave();
});

describe('words that are damaged for good', () => {
  /** As the salvage leaves them. */
  const accept = (id: string, words: { text: string; reasoning?: string }) =>
    library.db
      .update(messages)
      .set({ ...words, checksum: marked(checksumOf(words)) })
      .where(eq(messages.id, id));
  const damage = async (id: string) => (await getMessage(library.db, id)).damage;

  test('are told of no more, until a bit of them changes again', async () => {
    const told: string[] = [];
    const leave = library.guard.onDamage((said) => told.push(said));
    const id = await addMessage(library.db, { chatId, role: 'user', text: 'why?' });
    await accept(id, { text: 'w__?' });
    expect([await damage(id), told]).toEqual(['lasting', []]);
    await library.db.run(sql`update messages set text = 'w_a?' where id = ${id}`);
    expect([await damage(id), told]).toEqual(['new', [expect.stringContaining(id)]]);
    leave();
  });

  test('stay so when the answer goes on, is cut off and goes on again', async () => {
    const { db } = library;
    const { answerId: messageId } = await addExchange(db, { text: 'why?', ...request() });
    const answer = { messageId, reasoning: 'Hm', problem: null } as const;
    await finishAnswer(db, { ...answer, text: 'Because', status: 'stopped' });
    await accept(messageId, { text: 'Bec___e', reasoning: 'Hm' });
    await reopenAnswer(db, messageId, request());
    await appendPieces(db, [{ messageId, kind: 'text', offset: 7, text: ' so' }]);
    expect(await damage(messageId)).toBe('lasting');
    await markInterrupted(db, [messageId]);
    const cut = { text: 'Bec___e so', status: 'interrupted', damage: 'lasting' };
    expect(await getMessage(db, messageId)).toMatchObject(cut);
    await reopenAnswer(db, messageId, request());
    await finishAnswer(db, { ...answer, text: 'Bec___e so.', status: 'done' });
    const whole = { text: 'Bec___e so.', status: 'done', damage: 'lasting' };
    expect(await getMessage(db, messageId)).toMatchObject(whole);
  });
});

test('another content than the one that was kept is told of', async () => {
  const { db, guard } = library;
  const told: string[] = [];
  const leave = guard.onDamage((said) => told.push(said));
  const hash = hashOf('a snapshot');
  await keepBlobs(db, new Map([[hash, Buffer.from('a snapshot')]]));
  await readBlob(db, hash);
  expect(told).toEqual([]);
  await db
    .update(blobs)
    .set({ content: Buffer.from('a snapshnt') })
    .where(eq(blobs.hash, hash));
  expect(String(await readBlob(db, hash))).toBe('a snapshnt');
  expect(told).toEqual([expect.stringContaining(hash)]);
  leave();
});

test('text and reasoning are not one for the other', () => {
  expect(checksumOf({ text: 'ab', reasoning: 'c' })).not.toBe(
    checksumOf({ text: 'a', reasoning: 'bc' }),
  );
  expect(damageOf({ text: 'whatever', checksum: null })).toBeNull();
});

test('messages of earlier versions are given theirs, some at a time', async () => {
  const { db } = library;
  const text = 'written before 🙂 '.repeat(20);
  const rows = Array.from({ length: 250 }, () => ({ chatId, role: 'user', text }) as const);
  const isMissing = sql`checksum is null and status <> 'streaming'`;
  const missing = () => db.$count(messages, isMissing);
  const keys = db.select({ key: messages.key }).from(messages).where(isMissing);
  const [, before] = await db.batch([db.insert(messages).values(rows), keys]);
  expect(before).toHaveLength(250);
  await expect.poll(missing, { timeout: 5_000 }).toBe(0);
  const [row] = await db.select().from(messages).where(eq(messages.text, text)).limit(1);
  expect(row?.checksum).toBe(checksumOf({ text }));
});
