import { expect, test, vi } from 'vitest';
import type { Message } from '../../protocol/api';
import { makeBranch, makeChat } from '../playground/library';
import { scriptedHost } from '../testing';
import { ChatModel } from './chat';

const chat = makeChat('p', 'A chat');
const { chatId } = chat;

/** The chat as the library has it, and the model that follows it. */
async function open(
  library: { messages: Message[]; older?: Message[] },
  answers: Parameters<typeof scriptedHost>[0] = {},
) {
  const frames: (() => void)[] = [];
  const script = scriptedHost({
    openChat: () => ({
      chat,
      draft: '',
      window: { messages: library.messages, hasOlder: (library.older?.length ?? 0) > 0 },
    }),
    olderMessages: () => ({ messages: library.older, hasOlder: false }),
    ...answers,
  });
  const model = new ChatModel(script.host, chatId, (work) => frames.push(work));
  await model.open();
  const draw = () => frames.splice(0).forEach((work) => work());
  const texts = () => model.messages.value.map((m) => m.text);
  const opened = () => script.inputsOf('openChat').length;
  return { ...script, model, draw, texts, opened };
}

const streaming = () => makeBranch(chatId, { text: 'Hi' }, { text: 'Hel', status: 'streaming' });

const delta = (message: Message | undefined, offset: number, text: string) => ({
  chatId,
  messageId: message?.messageId,
  kind: 'text',
  offset,
  text,
});

test('deltas are added once a frame, however many arrive', async () => {
  const messages = streaming();
  const { publish, draw, texts } = await open({ messages });
  publish('answerDelta', delta(messages[1], 3, 'lo'));
  publish('answerDelta', delta(messages[1], 5, ' there'));
  expect(texts()).toEqual(['Hi', 'Hel']);
  draw();
  expect(texts()).toEqual(['Hi', 'Hello there']);
});

test('a delta that was already in the text adds only what is new', async () => {
  const messages = streaming();
  const { publish, draw, texts } = await open({ messages });
  publish('answerDelta', delta(messages[1], 1, 'ello'));
  draw();
  expect(texts()).toEqual(['Hi', 'Hello']);
});

test('a gap opens the chat again, once for many', async () => {
  vi.useFakeTimers();
  const messages = streaming();
  const { publish, draw, texts, opened } = await open({ messages });
  messages[1] = { ...(messages[1] as Message), text: 'Hello there' };
  for (const offset of [7, 8, 9]) {
    publish('answerDelta', delta(messages[1], offset, 'x'));
    draw();
  }
  await vi.advanceTimersByTimeAsync(1_000);
  expect(opened()).toBe(2);
  expect(texts()).toEqual(['Hi', 'Hello there']);
  vi.useRealTimers();
});

test('what arrives while the chat is being opened is not lost', async () => {
  const messages = streaming();
  const { publish, model, draw, texts } = await open({ messages });
  const again = model.open();
  publish('answerDelta', delta(messages[1], 3, 'lo'));
  await again;
  draw();
  expect(texts()).toEqual(['Hi', 'Hello']);
});

test('the whole row replaces what had streamed, deltas on their way included', async () => {
  const messages = streaming();
  const { publish, draw, texts, model } = await open({ messages });
  publish('answerDelta', delta(messages[1], 3, 'lo'));
  publish('messageChanged', { ...messages[1], text: 'Hello!', status: 'done' });
  draw();
  expect(texts()).toEqual(['Hi', 'Hello!']);
  expect(model.streaming.value).toBe(false);
  expect(model.finished.value?.text).toBe('Hello!');
});

test('a message that answers the last one is appended', async () => {
  const messages = streaming().slice(0, 1);
  const { publish, texts, opened } = await open({ messages });
  const [answer] = makeBranch(chatId, { text: 'Hello' });
  publish('messageChanged', { ...answer, role: 'assistant', parentId: messages[0]?.messageId });
  expect(texts()).toEqual(['Hi', 'Hello']);
  expect(opened()).toBe(1);
});

test('a message of another branch opens the chat again', async () => {
  const messages = streaming();
  const { publish, opened } = await open({ messages });
  const [other] = makeBranch(chatId, { text: 'Elsewhere' });
  publish('messageChanged', { ...other, parentId: messages[0]?.messageId });
  await expect.poll(opened).toBe(2);
});

test('another branch on show opens the chat again', async () => {
  const messages = streaming();
  const { publish, texts } = await open({ messages });
  messages.splice(0, 2, ...makeBranch(chatId, { text: 'Hi' }, { text: 'Another version' }));
  publish('branchChanged', { chatId });
  await expect.poll(texts).toEqual(['Hi', 'Another version']);
});

test('events of other chats change nothing', async () => {
  const messages = streaming();
  const { publish, draw, texts, opened } = await open({ messages });
  publish('answerDelta', { ...delta(messages[1], 3, 'lo'), chatId: 'another' });
  publish('branchChanged', { chatId: 'another' });
  draw();
  expect(texts()).toEqual(['Hi', 'Hel']);
  expect(opened()).toBe(1);
});

test('older messages come before, and stay when the chat is opened again', async () => {
  const branch = makeBranch(chatId, { text: '1' }, { text: '2' }, { text: '3' }, { text: '4' });
  const { model, texts } = await open({ messages: branch.slice(2), older: branch.slice(0, 2) });
  await model.loadOlder();
  expect(texts()).toEqual(['1', '2', '3', '4']);
  expect(model.hasOlder.value).toBe(false);
  await model.open();
  expect(texts()).toEqual(['1', '2', '3', '4']);
  expect(model.hasOlder.value).toBe(false);
});

test('a chat that cannot be opened says why', async () => {
  const { host } = scriptedHost({
    openChat: () => Promise.reject(new Error('The library is busy.')),
  });
  const model = new ChatModel(host, chatId, () => {});
  await model.open();
  expect(model.problem.value).toBe('The library is busy.');
});

test('a message far back is shown with what is around it; more comes in both directions, and the end on demand', async () => {
  const all = makeBranch(chatId, ...Array.from({ length: 300 }, (_, i) => ({ text: `${i}` })));
  const part = (from: number, to: number) => ({
    messages: all.slice(Math.max(0, from), to),
    hasOlder: from > 0,
    hasNewer: to < all.length,
  });
  const place = (id: string) => all.findIndex((m) => m.messageId === id);
  const { host, publish } = scriptedHost({
    openChat: ({ limit }: { limit: number }) => ({
      chat,
      draft: '',
      window: part(300 - limit, 300),
    }),
    messagesAround: ({ messageId }: { messageId: string }) =>
      part(place(messageId) - 50, place(messageId) + 51),
    newerMessages: ({ messageId }: { messageId: string }) =>
      part(place(messageId) + 1, place(messageId) + 51),
  });
  const model = new ChatModel(host, chatId);
  const texts = () => model.messages.value.map((m) => m.text);
  await model.open();
  await model.showAround(all[100]?.messageId ?? '');
  expect([texts().at(0), texts().at(-1), model.hasNewer.value]).toEqual(['50', '150', true]);
  // What is new at the end has no place here.
  publish('messageChanged', { ...all[299], messageId: 'new', parentId: all[299]?.messageId });
  expect(texts().at(-1)).toBe('150');
  await model.loadNewer();
  expect([texts().length, texts().at(-1)]).toEqual([151, '200']);
  await model.showEnd();
  expect([texts().at(-1), model.hasNewer.value]).toEqual(['299', false]);
});

test('opened anew, all that is on show is as the library has it now', async () => {
  const branch = makeBranch(chatId, ...Array.from({ length: 260 }, (_, i) => ({ text: `${i}` })));
  const upTo = (end: number, limit: number) => ({
    messages: branch.slice(Math.max(0, end - limit), end),
    hasOlder: end > limit,
  });
  const place = (id: string) => branch.findIndex(({ messageId }) => messageId === id);
  const { model, texts } = await open(
    { messages: [] },
    {
      openChat: ({ limit }: { limit: number }) => ({ chat, window: upTo(branch.length, limit) }),
      olderMessages: ({ messageId, limit }: { messageId: string; limit: number }) =>
        upTo(place(messageId), limit),
    },
  );
  while (model.hasOlder.value) await model.loadOlder();
  expect(texts()).toHaveLength(260);
  branch[1] = { ...(branch[1] as Message), text: 'Put right' };
  await model.open();
  expect(texts()[1]).toBe('1');
  await model.openAnew();
  expect(texts()).toHaveLength(260);
  expect(texts()[1]).toBe('Put right');
});

test('opened anew where its middle is gone, a chat shows its end', async () => {
  const [first, second] = makeBranch(chatId, { text: 'One' }, { text: 'Two' });
  if (!first || !second) throw new Error('no branch');
  const gone = makeBranch(chatId, { text: 'Not here any more' });
  const windows = [{ messages: gone, hasOlder: false, hasNewer: true }];
  const { model, texts } = await open(
    { messages: [first, second] },
    { messagesAround: () => windows.shift() ?? Promise.reject(new Error('It is not here.')) },
  );
  await model.showAround(gone[0]?.messageId ?? '');
  expect(texts()).toEqual(['Not here any more']);
  await model.openAnew();
  expect(texts()).toEqual(['One', 'Two']);
  expect(model.problem.value).toBeUndefined();
});

test('opened anew while it is being read, a chat is read once more, and anew', async () => {
  const [old, now] = [makeBranch(chatId, { text: 'Before' }), makeBranch(chatId, { text: 'Now' })];
  const library = { messages: old };
  const { model, texts, opened } = await open(library);
  const reading = model.open();
  library.messages = now;
  await Promise.all([reading, model.openAnew()]);
  expect(texts()).toEqual(['Now']);
  expect(opened()).toBe(3);
});
