import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { getMessage } from '../db/messages';
import { openTestChat, providerOf, saying } from './testing';

type Chat = Awaited<ReturnType<typeof openTestChat>>;

/** SQLite itself says SQLITE_FULL when the file may not grow. */
const limit = ({ db }: Chat, pages: number) => db.all(sql.raw(`PRAGMA max_page_count = ${pages}`));
const LARGE = 'a large answer '.repeat(20_000);

test('an answer that arrives while the disk is full goes on in memory and is saved when there is room', async () => {
  const { promise: isFull, resolve: goOn } = Promise.withResolvers<void>();
  const chat = await openTestChat(
    providerOf(async function* () {
      yield { type: 'text', text: 'Half' };
      await isFull;
      yield { type: 'text', text: LARGE };
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.onDisk(messageId, 'Half');
  await limit(chat, 1);
  goOn();
  await chat.answers.ended(chat.chat.id);

  expect(await chat.until('messageChanged', { messageId, status: 'failed' })).toMatchObject({
    text: `Half${LARGE}`,
    problem: { sentence: expect.stringContaining('kept in memory and saved when it can') },
  });
  expect(chat.answers.received(messageId)).toMatchObject({ text: `Half${LARGE}` });
  expect(chat.answers.inMemory()).toMatchObject([{ messageId, text: `Half${LARGE}` }]);
  await expect(chat.answers.saveUnsaved()).rejects.toMatchObject({ name: 'WriteStopped' });
  expect(chat.answers.inMemory()).toHaveLength(1);

  await limit(chat, 1_000_000);
  expect(await chat.guard.retry()).toBe(true);
  await chat.answers.saveUnsaved();
  expect(await getMessage(chat.db, messageId)).toMatchObject({
    text: `Half${LARGE}`,
    status: 'done',
  });
  await chat.until('messageChanged', { messageId, status: 'done' });
  expect(chat.answers.inMemory()).toEqual([]);
});

test('a message that cannot be written is not sent, and says why', async () => {
  const provider = saying('Hello');
  const chat = await openTestChat(provider);
  await limit(chat, 1);
  await expect(chat.answers.send(chat.chat.id, LARGE)).rejects.toMatchObject({
    cause: { name: 'WriteStopped', message: expect.stringContaining('The disk is full') },
  });
  expect(provider.asked).toEqual([]);
  await limit(chat, 1_000_000);
  await chat.guard.retry();
  expect(await chat.ask('Hi')).toMatchObject({ text: 'Hello', status: 'done' });
});
