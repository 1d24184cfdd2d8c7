import { expect, test } from 'vitest';
import { Previews } from '../context/preview';
import { filesOf } from '../context/testing';
import type { AnswerPart, Provider } from '../models/provider';
import { type Billing, unpriced } from './billing';
import { openTestChat, providerOf } from './testing';

/** A letter is a token. */
const billing: Billing = {
  ...unpriced,
  count: async (texts) => texts.map((text) => text.length),
};

/** Counts twice as many tokens as we do, and once ten times as many. */
function doubling(odd: number): Provider {
  let asked = 0;
  return providerOf(async function* ({ system, turns }): AsyncGenerator<AnswerPart> {
    const counted = [system, ...turns.map(({ text }) => text)].join('').length;
    yield { type: 'text', text: 'Yes.' };
    const inputTokens = counted * (asked++ === odd ? 10 : 2);
    yield { type: 'usage', inputTokens, outputTokens: 4 };
    yield { type: 'finish', reason: 'stop' };
  });
}

test('what a request would take follows what its model has billed, and no odd bill', async () => {
  const chat = await openTestChat(doubling(1), { billing });
  const { db, project } = chat;
  const previews = new Previews({ ...billing, db, source: filesOf(), priceOf: () => null });
  const tokens = async () => {
    const asked = { projectId: project.id, chatId: null, text: 'x'.repeat(500) };
    const signal = new AbortController().signal;
    const preview = await previews.preview({ ...asked, modelId: 'test:model' }, signal);
    const other = await previews.preview({ ...asked, modelId: 'test:other' }, signal);
    return [preview?.inputTokens, other?.inputTokens];
  };
  expect(await tokens()).toEqual([500, 500]);
  for (let i = 0; i < 3; i++) await chat.ask('y'.repeat(300));
  expect(await tokens()).toEqual([1_000, 500]);
});
