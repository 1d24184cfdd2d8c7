import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { getMessage } from '../db/messages';
import type { AnswerPart } from '../models/provider';
import { openTestChat, providerOf } from './testing';
import { ThinkingTime } from './thinkingTime';

const fakeClock = () => vi.useFakeTimers({ toFake: ['performance'] });
const pass = (ms: number) => vi.advanceTimersByTime(ms);
beforeEach(fakeClock);
afterEach(() => void vi.useRealTimers());

test('a thought is timed from its first word to the first of the answer', () => {
  const time = new ThinkingTime(null);
  pass(5_000);
  expect(time.note('reasoning')).toEqual({});
  pass(11_000);
  expect(time.note('reasoning')).toEqual({});
  expect(time.ms).toBeNull();
  pass(1_000);
  expect(time.note('text')).toEqual({ reasoningMs: 12_000 });
  pass(1_000);
  expect(time.note('text')).toEqual({});
  expect(time.ms).toBe(12_000);
});

test('thoughts between words are added, and those that are cut off count until then', () => {
  const time = new ThinkingTime(3_000);
  time.note('reasoning');
  pass(1_000);
  time.note('text');
  time.note('reasoning');
  pass(500);
  expect(time.end()).toEqual({ reasoningMs: 4_500 });
  expect(time.end()).toEqual({});
});

test('who does not think is not timed', () => {
  const time = new ThinkingTime(null);
  time.note('text');
  time.end();
  expect(time.ms).toBeNull();
});

/** Thinks for a second, says these words and stops without an end. */
const thinking = (text: string) =>
  providerOf(async function* (): AsyncGenerator<AnswerPart> {
    yield { type: 'reasoning', text: 'Hm. ' };
    pass(1_000);
    yield { type: 'text', text };
  });

test('how long was thought is told with the first word and kept with the answer, also when it goes on', async () => {
  const chat = await openTestChat(thinking('Because '));
  const sent = await chat.ask('Why?');
  expect(sent).toMatchObject({ status: 'failed', reasoning: 'Hm. ', reasoningMs: 1_000 });
  await chat.until('answerDelta', { kind: 'text', reasoningMs: 1_000 });

  chat.answerWith(thinking('it is so.'));
  await chat.answers.continue(sent.messageId);
  await chat.answers.ended(chat.chat.id);
  expect(await getMessage(chat.db, sent.messageId)).toMatchObject({
    ...{ reasoning: 'Hm. \n\nHm. ', reasoningMs: 2_000 },
  });
});
