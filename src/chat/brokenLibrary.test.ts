import type { Worker } from 'node:worker_threads';
import { expect, test } from 'vitest';
import { deaf, openTestChat, providerOf, saying } from './testing';
import { openTestLibrary } from '../db/testing';
import { recoverAnswers } from './recovery';

type Chat = Awaited<ReturnType<typeof openTestChat>>;
const BREAKS: [string, (chat: Chat) => Promise<unknown>][] = [
  ['is closed', (chat) => chat.close()],
  ['loses its thread', (chat) => (Reflect.get(chat.db.$client, 'worker') as Worker).terminate()],
  ['loses a table', (chat) => chat.db.$client.execute('drop table requests')],
];

test.each(BREAKS)('an answer ends although the library %s under it', async (_, breakIt) => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const chat = await openTestChat(
    providerOf(async function* () {
      yield { type: 'text', text: 'Half' };
      await promise;
      yield { type: 'text', text: ' an answer' };
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { text: 'Half' });
  await breakIt(chat);
  resolve();
  await chat.answers.ended(chat.chat.id);

  expect(await chat.until('messageChanged', { messageId, status: 'failed' })).toMatchObject({
    text: 'Half an answer',
    problem: { sentence: expect.stringContaining('could not be saved') },
  });
  expect(chat.logged.length).toBeGreaterThan(0);
  expect(chat.answers.received(messageId)).toBeUndefined();
});

test('a library that is gone refuses a message with a sentence', async () => {
  const chat = await openTestChat(saying('Hello'));
  await chat.close();
  const reason = { cause: { message: expect.stringContaining('The library is closed') } };
  await expect(chat.answers.send(chat.chat.id, 'Hi')).rejects.toMatchObject(reason);
  await expect(chat.answers.regenerate('x')).rejects.toMatchObject(reason);
});

test('stopping after the library is gone still ends', async () => {
  const chat = await openTestChat(deaf('Half'));
  await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { text: 'Half' });
  await chat.close();
  await chat.answers.stopAll();
  expect(chat.logged).toMatchObject([{}]);
});

test('what had been written of an unsaved answer is there after the next start', async () => {
  const chat = await openTestChat(deaf('Half'));
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.onDisk(messageId, 'Half');
  await chat.close();
  await chat.answers.stopAll();

  const again = await openTestLibrary(chat.file);
  await recoverAnswers(again.db, { now: Date.now() + 3_600_000 });
  expect(
    await again.db.$client.execute("select status, text from messages where role = 'assistant'"),
  ).toMatchObject({ rows: [{ status: 'interrupted', text: 'Half' }] });
  await again.close();
});
