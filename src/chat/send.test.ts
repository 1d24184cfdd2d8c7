import Database from 'libsql';
import { expect, test } from 'vitest';
import { createChat, getChat, renameChat, saveDraft } from '../db/chats';
import { getReceipt } from '../db/requests';
import type { AnswerPart } from '../models/provider';
import { hanging, openTestChat, providerOf, saying } from './testing';

const rowsOf = (file: string, table: string) => {
  const database = new Database(file, { readonly: true });
  const rows = database.prepare(`select * from ${table} order by key`).all();
  database.close();
  return rows as Record<string, unknown>[];
};

test('the message and an empty answer are in the file before the provider is asked', async () => {
  const chat = await openTestChat(saying('Hello'));
  let atStart: Record<string, unknown>[] = [];
  let receiptAtStart: Record<string, unknown>[] = [];
  chat.answerWith(
    providerOf(async function* () {
      atStart = rowsOf(chat.file, 'messages');
      receiptAtStart = rowsOf(chat.file, 'requests');
      yield* saying('Hello').answer({} as never, new AbortController().signal);
    }),
  );
  await chat.ask('Why twice?');

  expect(atStart).toMatchObject([
    { role: 'user', status: 'done', text: 'Why twice?' },
    { role: 'assistant', status: 'streaming', text: '' },
  ]);
  expect(receiptAtStart).toMatchObject([{ model: 'test:model', temperature: 0.7 }]);
});

test('every piece is published at once, with the length before it', async () => {
  const gates = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const chat = await openTestChat(
    providerOf(async function* (): AsyncGenerator<AnswerPart> {
      yield { type: 'reasoning', text: 'Hm.' };
      yield { type: 'text', text: 'Hel' };
      await gates[0]?.promise;
      yield { type: 'text', text: '' };
      yield { type: 'text', text: 'lo' };
      await gates[1]?.promise;
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { text: 'Hel' });
  gates[0]?.resolve();
  await chat.until('answerDelta', { text: 'lo' });
  expect(chat.answers.received(messageId)).toMatchObject({ text: 'Hello', reasoning: 'Hm.' });
  gates[1]?.resolve();
  await chat.answers.ended(chat.chat.id);

  const deltas = chat.heard.filter(({ name }) => name === 'answerDelta');
  const about = { chatId: chat.chat.id, messageId };
  expect(deltas.map(({ payload }) => payload)).toEqual([
    { ...about, kind: 'reasoning', offset: 0, text: 'Hm.' },
    { ...about, kind: 'text', offset: 0, text: 'Hel', reasoningMs: expect.any(Number) },
    { ...about, kind: 'text', offset: 3, text: 'lo' },
  ]);
});

test('webviews hear of both messages before the first piece, and of the whole answer at the end', async () => {
  const chat = await openTestChat(saying('Hello'));
  const { messageId } = await chat.ask('Hi');

  const beside = ['chatsChanged', 'draftPicturesChanged'];
  const story = chat.heard.filter(({ name }) => !beside.includes(name));
  expect(story).toMatchObject([
    { name: 'messageChanged', payload: { role: 'user', text: 'Hi' } },
    { name: 'draftChanged', payload: { chatId: chat.chat.id, draft: '' } },
    { name: 'messageChanged', payload: { messageId, status: 'streaming', text: '' } },
    { name: 'answerDelta', payload: { offset: 0, text: 'Hello' } },
    { name: 'messageChanged', payload: { messageId, status: 'done', text: 'Hello' } },
  ]);
});

test('tokens and times are stored and stand beside the answer', async () => {
  const chat = await openTestChat(
    providerOf(async function* (): AsyncGenerator<AnswerPart> {
      yield { type: 'text', text: 'Hello' };
      yield { type: 'usage', inputTokens: 1, outputTokens: null };
      yield { type: 'usage', inputTokens: 11, outputTokens: 7 };
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { requestId, messageId } = await chat.ask('Hi');

  const { request } = await getReceipt(chat.db, requestId);
  expect(request).toMatchObject({
    inputTokens: 11,
    outputTokens: 7,
    isEstimated: false,
    costNanos: null,
    owner: null,
  });
  expect(request.firstTokenMs).toBeGreaterThanOrEqual(0);
  expect(request.durationMs).toBeGreaterThanOrEqual(request.firstTokenMs ?? Infinity);
  expect(chat.heard.at(-2)).toMatchObject({
    name: 'messageChanged',
    payload: {
      messageId,
      status: 'done',
      figures: { requestId, inputTokens: 11, outputTokens: 7, durationMs: request.durationMs },
    },
  });
});

test('sending empties the draft', async () => {
  const chat = await openTestChat(hanging());
  await saveDraft(chat.db, chat.chat.id, 'Why twice?');
  await chat.answers.send(chat.chat.id, 'Why twice?');
  expect((await getChat(chat.db, chat.chat.id)).draft).toBe('');
});

test('a message that cannot be stored leaves the draft as it was', async () => {
  const chat = await openTestChat(saying('Hello'));
  await saveDraft(chat.db, chat.chat.id, 'Why twice?');
  await chat.db.$client.execute('alter table requests rename to elsewhere');
  await expect(chat.answers.send(chat.chat.id, 'Why twice?')).rejects.toThrow('requests');
  await chat.db.$client.execute('alter table elsewhere rename to requests');

  expect(await getChat(chat.db, chat.chat.id)).toMatchObject({ draft: 'Why twice?', leafId: null });
  expect(rowsOf(chat.file, 'messages')).toEqual([]);
});

test('the first message names the chat, and later ones do not', async () => {
  const chat = await openTestChat(saying('Hello'));
  await chat.ask('  Why   do we retry\ntwice?');
  await chat.ask('And now?');
  expect((await getChat(chat.db, chat.chat.id)).title).toBe('Why do we retry');
});

test('the first message never overwrites a title of the user’s', async () => {
  const chat = await openTestChat(saying('Hello'));
  const named = await createChat(chat.db, chat.project.id, { title: 'Mine' });
  await renameChat(chat.db, chat.chat.id, 'Renamed');
  for (const id of [named.id, chat.chat.id]) {
    await chat.answers.send(id, 'Hi');
    await chat.answers.ended(id);
  }
  expect((await getChat(chat.db, named.id)).title).toBe('Mine');
  expect((await getChat(chat.db, chat.chat.id)).title).toBe('Renamed');
});

test('the first message of a project makes its chat', async () => {
  const chat = await openTestChat(saying('Hello'));
  const { chatId, messageId } = await chat.answers.sendFirst(chat.project.id, 'Start here');
  await chat.answers.ended(chatId);
  expect(await getChat(chat.db, chatId)).toMatchObject({ title: 'Start here', leafId: messageId });
});

test('regenerating makes a version beside the answer and asks with the same branch', async () => {
  const provider = saying('Hello');
  const chat = await openTestChat(provider);
  const first = await chat.ask('Hi');
  const second = await chat.answers.regenerate(first.messageId);
  await chat.answers.ended(chat.chat.id);

  expect(await chat.branch(second.messageId)).toMatchObject([
    { role: 'user', text: 'Hi' },
    { id: second.messageId, text: 'Hello', versionIndex: 2, versionCount: 2 },
  ]);
  expect(await chat.branch(first.messageId)).toMatchObject([
    { role: 'user' },
    { text: 'Hello', versionIndex: 1 },
  ]);
  expect(provider.asked[1]).toEqual(provider.asked[0]);
});

test('another model may answer this once: the version keeps it, the chat keeps its own', async () => {
  const provider = saying('Hello');
  const chat = await openTestChat(provider);
  const first = await chat.ask('Hi');
  const { messageId } = await chat.answers.regenerate(first.messageId, 'test:other');
  await chat.answers.ended(chat.chat.id);
  expect((await chat.branch(messageId)).at(-1)).toMatchObject({
    ...{ model: 'test:other', versionIndex: 2, request: { model: 'test:other' } },
  });
  expect(provider.asked.map(({ model }) => model)).toEqual(['model', 'other']);
  const next = await chat.ask('And now?');
  expect((await chat.branch(next.messageId)).at(-1)).toMatchObject({ model: 'test:model' });
});

test('only an answer can be regenerated', async () => {
  const chat = await openTestChat(saying('Hello'));
  const { messageId } = await chat.ask('Hi');
  const [question] = await chat.branch(messageId);
  await expect(chat.answers.regenerate(question?.id ?? '')).rejects.toThrow(
    'Only an answer can be asked for again.',
  );
});

test('the chat’s model answers before the project’s, and a given one before both', async () => {
  const chat = await openTestChat(saying('Hello'));
  const { messageId } = await chat.ask('Hi');
  expect(await chat.branch(messageId)).toMatchObject([{}, { model: 'test:model' }]);
  const given = await chat.answers.send(chat.chat.id, 'Hi', { model: 'test:other' });
  expect((await chat.branch(given.messageId)).at(-1)).toMatchObject({ model: 'test:other' });
});
