import { expect, test } from 'vitest';
import { Previews } from '../context/preview';
import { filesOf } from '../context/testing';
import { getReceipt } from '../db/requests';
import { type Billing, unpriced } from './billing';
import { openTestChat, providerOf, saying } from './testing';

/** A letter is a token. */
const billing = (contextTokens: number | null): Billing => ({
  ...unpriced,
  count: async (texts) => texts.map((text) => text.length),
  contextOf: () => contextTokens,
});

test('what the model cannot take does not leave, and stays in the chat with what to do', async () => {
  const provider = saying('Hello');
  const files = filesOf({ 'a.ts': 'x'.repeat(900) });
  const small = billing(1_000);
  const chat = await openTestChat(provider, { files, billing: small });
  await chat.attach('a.ts', 'a.ts');

  const { db, project } = chat;
  const previews = new Previews({ ...small, db, source: files, priceOf: () => null });
  const asked = {
    projectId: project.id,
    chatId: chat.chat.id,
    modelId: 'test:model',
    text: 'Why?',
  };
  const previewed = await previews.preview(asked, new AbortController().signal);

  const answer = await chat.ask('Why?');
  expect(provider.asked).toEqual([]);
  expect(answer).toMatchObject({
    status: 'failed',
    problem: { sentence: previewed?.problem, action: 'chooseModel' },
  });
  expect(answer.problem?.sentence).toContain('Remove files');
  expect(await chat.branch(answer.id)).toMatchObject([{ text: 'Why?' }, { text: '' }]);
});

test('what fits, and what nobody knows the size of, leaves', async () => {
  for (const contextTokens of [4_000, null]) {
    const provider = saying('Hello');
    const chat = await openTestChat(provider, { billing: billing(contextTokens) });
    expect(await chat.ask('x'.repeat(2_000))).toMatchObject({ status: 'done', text: 'Hello' });
    expect(provider.asked).toHaveLength(1);
  }
});

test('a request that fits by its bytes leaves before it is counted', async () => {
  let counts = 0;
  const count: Billing['count'] = async (texts) => {
    counts += 1;
    return texts.map(() => 1);
  };
  const { answer } = saying('Hello');
  const before: number[] = [];
  const provider = providerOf((request, signal) => {
    before.push(counts);
    return answer(request, signal);
  });
  const chat = await openTestChat(provider, { billing: { ...billing(1_000_000), count } });
  const { requestId } = await chat.ask('Why?');
  expect(before).toEqual([0]);
  // Its own count is kept beside what was billed.
  expect((await getReceipt(chat.db, requestId)).request.countedTokens).toBeGreaterThan(0);
});

test('a count that fails stops nothing', async () => {
  const provider = saying('Hello');
  const count = () => Promise.reject(new Error('The token counter has ended'));
  const chat = await openTestChat(provider, { billing: { ...billing(1_000), count } });
  expect(await chat.ask('x'.repeat(2_000))).toMatchObject({ status: 'done', text: 'Hello' });
  expect(String(chat.logged[0])).toContain('The token counter has ended');
});
