import { expect, test } from 'vitest';
import { getMessage, readBranch } from '../db/messages';
import { getChat } from '../db/chats';
import { filesOf } from '../context/testing';
import { deaf, hanging, openTestChat, providerOf, saying } from './testing';

test.each([
  ['that heeds the signal', hanging],
  ['that ignores the signal', deaf],
])('stopping a provider %s keeps what had arrived', async (_, provider) => {
  const chat = await openTestChat(provider('Half an ', 'answer'));
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { text: 'answer' });
  await chat.answers.stop(chat.chat.id);

  const stopped = { text: 'Half an answer', status: 'stopped', problem: null };
  expect(await getMessage(chat.db, messageId)).toMatchObject(stopped);
  expect(await chat.until('messageChanged', { messageId, status: 'stopped' })).toMatchObject(
    stopped,
  );
  expect(chat.logged).toEqual([]);
});

test('a provider that goes on after it was told to stop is not listened to', async () => {
  const { promise, resolve } = Promise.withResolvers<void>();
  const chat = await openTestChat(
    providerOf(async function* () {
      yield { type: 'text', text: 'Half' };
      await promise;
      yield { type: 'text', text: ' and more' };
      yield { type: 'finish', reason: 'stop' };
    }),
  );
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { text: 'Half' });
  await chat.answers.stop(chat.chat.id);
  const heard = chat.heard.length;
  resolve();
  chat.answerWith(saying('Next'));
  await chat.ask('Next'); // by now the old provider has had its turn
  expect(chat.heard.slice(heard)).not.toContainEqual(
    expect.objectContaining({ payload: expect.objectContaining({ text: ' and more' }) }),
  );
  expect(await getMessage(chat.db, messageId)).toMatchObject({ text: 'Half', status: 'stopped' });
});

test('stopping does not wait for a file that never comes', async () => {
  const reading = Promise.withResolvers<void>();
  const files = filesOf();
  const chat = await openTestChat(saying('Hello'), {
    files: {
      ...files,
      size: () => {
        reading.resolve();
        return new Promise(() => {});
      },
    },
  });
  await chat.attach('file:///slow.ts', 'slow.ts');
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await reading.promise;
  await chat.answers.stop(chat.chat.id);
  expect(await getMessage(chat.db, messageId)).toMatchObject({ text: '', status: 'stopped' });
});

test('stopping a chat that says nothing changes nothing', async () => {
  const chat = await openTestChat(saying('Hello'));
  const { messageId } = await chat.ask('Hi');
  const heard = chat.heard.length;
  await chat.answers.stop(chat.chat.id);
  expect(await getMessage(chat.db, messageId)).toMatchObject({ status: 'done' });
  expect(chat.heard).toHaveLength(heard);
});

test('of two messages sent at once, the second stops the first', async () => {
  const chat = await openTestChat(hanging('…'));
  const [one, two] = await Promise.all([
    chat.answers.send(chat.chat.id, 'One'),
    chat.answers.send(chat.chat.id, 'Two'),
  ]);
  await chat.until('answerDelta', { messageId: two.messageId });
  await chat.answers.stopAll();

  expect(await chat.branch(two.messageId)).toMatchObject([
    { role: 'user', text: 'One' },
    { id: one.messageId, role: 'assistant', status: 'stopped' },
    { role: 'user', text: 'Two' },
    { id: two.messageId, role: 'assistant', status: 'stopped', text: '…' },
  ]);
});

test('of many messages sent at once, none is lost and each follows the one before', async () => {
  const chat = await openTestChat(saying('Yes'));
  const texts = Array.from({ length: 12 }, (_, n) => `Message ${n}`);
  await Promise.all(texts.map((text) => chat.answers.send(chat.chat.id, text)));
  await chat.answers.ended(chat.chat.id);

  const { leafId } = await getChat(chat.db, chat.chat.id);
  const branch = await readBranch(chat.db, leafId ?? '');
  expect(branch.map(({ role }) => role)).toEqual(texts.flatMap(() => ['user', 'assistant']));
  expect(branch.filter(({ role }) => role === 'user').map(({ text }) => text)).toEqual(texts);
  expect(branch.map(({ status }) => status)).not.toContain('streaming');
});

test('a message that could not be sent keeps nobody else waiting', async () => {
  const chat = await openTestChat(saying('Hello'));
  const nowhere = 'there is no such chat';
  await expect(chat.answers.send(nowhere, 'Hi')).rejects.toThrow('no longer in the library');
  await expect(chat.answers.send(nowhere, 'Hi')).rejects.toThrow('no longer in the library');
  expect(await chat.ask('Hi')).toMatchObject({ status: 'done' });
});

test('chats answer beside one another', async () => {
  const chat = await openTestChat(hanging('…'));
  const first = await chat.answers.send(chat.chat.id, 'One');
  const second = await chat.answers.sendFirst(chat.project.id, 'Two');
  await chat.until('answerDelta', { messageId: first.messageId });
  await chat.until('answerDelta', { messageId: second.messageId });
  await chat.answers.stop(second.chatId);
  expect(await getMessage(chat.db, first.messageId)).toMatchObject({ status: 'streaming' });
});

test('closing stops every answer, those that have not begun included', async () => {
  const chat = await openTestChat(deaf('…'));
  const sends = [
    chat.answers.send(chat.chat.id, 'One'),
    chat.answers.send(chat.chat.id, 'Two'),
    chat.answers.sendFirst(chat.project.id, 'Three'),
  ];
  const third = await sends[2];
  await chat.until('answerDelta', { messageId: third?.messageId });
  await chat.answers.stopAll();
  for (const { messageId } of await Promise.all(sends)) {
    expect(await getMessage(chat.db, messageId)).toMatchObject({ status: 'stopped' });
  }
});
