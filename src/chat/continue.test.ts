import { expect, test } from 'vitest';
import { GO_ON } from '../context/request';
import { replayRequest } from '../context/replay';
import { markInterrupted } from '../db/abandoned';
import { getMessage, readBranch } from '../db/messages';
import type { ModelRequest, Provider } from '../models/provider';
import { hanging, openTestChat, providerOf, saying } from './testing';

/** Another provider for each request. */
function inTurn(...providers: Provider[]): Provider & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  let next = 0;
  return {
    ...saying(),
    asked,
    answer(request, signal) {
      asked.push(request);
      const provider = providers[next++];
      if (!provider) throw new Error('No provider is left.');
      return provider.answer(request, signal);
    },
  };
}

test('an answer that was stopped goes on where it ended, in the same message, with a receipt of its own', async () => {
  const provider = inTurn(
    hanging('The second attempt ', 'comes from'),
    saying('The second attempt comes from', ' the client', '.'),
  );
  const { db, answers, chat, until } = await openTestChat(provider);
  const sent = await answers.send(chat.id, 'Why twice?');
  await until('answerDelta', { text: 'comes from' });
  await answers.stop(chat.id);
  expect(await getMessage(db, sent.messageId)).toMatchObject({ status: 'stopped' });

  const rest = await answers.continue(sent.messageId);
  await answers.ended(chat.id);
  expect(rest.messageId).toBe(sent.messageId);
  expect(rest.requestId).not.toBe(sent.requestId);
  const branch = await readBranch(db, sent.messageId);
  expect(branch.map(({ text, status }) => [text, status])).toEqual([
    ['Why twice?', 'done'],
    ['The second attempt comes from the client.', 'done'],
  ]);
  expect(provider.asked[1]?.turns).toEqual([
    { role: 'user', text: 'Why twice?' },
    { role: 'assistant', text: 'The second attempt comes from' },
    { role: 'user', text: GO_ON },
  ]);
  expect(await replayRequest(db, rest.requestId)).toEqual(provider.asked[1]);
});

test('a process that dies while an answer goes on loses nothing of it', async () => {
  const provider = inTurn(hanging('One two'), hanging(' three'));
  const { db, answers, chat, until, onDisk } = await openTestChat(provider);
  const { messageId } = await answers.send(chat.id, 'Count.');
  await until('answerDelta', { text: 'One two' });
  await answers.stop(chat.id);
  await answers.continue(messageId);
  await until('answerDelta', { offset: 'One two'.length });
  await onDisk(messageId, 'One two three');
  await markInterrupted(db, [messageId]);
  expect(await getMessage(db, messageId)).toMatchObject({
    text: 'One two three',
    status: 'interrupted',
  });
  await answers.stopAll();
});

test('an answer that is whole, or that was answered already, is not continued', async () => {
  const { answers, chat, until } = await openTestChat(
    inTurn(saying('Whole.'), hanging('Half'), saying('x')),
  );
  const whole = await answers.send(chat.id, 'One');
  await answers.ended(chat.id);
  await expect(answers.continue(whole.messageId)).rejects.toThrow('not whole');
  const half = await answers.send(chat.id, 'Two');
  await until('answerDelta', { text: 'Half' });
  await answers.stop(chat.id);
  await answers.send(chat.id, 'Three');
  await answers.ended(chat.id);
  await expect(answers.continue(half.messageId)).rejects.toThrow('answered already');
});

test('what was held back for the seam is kept when the rest is stopped, and a model that thinks again begins a paragraph', async () => {
  const provider = inTurn(
    providerOf(async function* () {
      yield { type: 'reasoning', text: 'First I look.' };
      yield { type: 'text', text: 'Then the client asks, then' };
      await new Promise(() => {});
    }),
    providerOf(async function* () {
      yield { type: 'reasoning', text: 'Then' };
      yield { type: 'reasoning', text: ' I go on.' };
      yield { type: 'text', text: ' the' };
      yield { type: 'reasoning', text: ' Hm.' };
      await new Promise(() => {});
    }),
  );
  const { db, answers, chat, until } = await openTestChat(provider);
  const { messageId } = await answers.send(chat.id, 'Who?');
  await until('answerDelta', { text: 'Then the client asks, then' });
  await answers.stop(chat.id);
  await answers.continue(messageId);
  await until('answerDelta', { text: ' Hm.' });
  await answers.stop(chat.id);
  expect(await getMessage(db, messageId)).toMatchObject({
    text: 'Then the client asks, then the',
    reasoning: 'First I look.\n\nThen I go on. Hm.',
  });
});
