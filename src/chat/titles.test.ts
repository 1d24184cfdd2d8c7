import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { delta, finish, usage, word } from '../../test/servers/events';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import { apiError, type Behaviour, GATE, HOLD, type Step } from '../../test/servers/script';
import { replayRequest } from '../context/replay';
import { getChat, renameChat } from '../db/chats';
import { requests } from '../db/schema';
import { priceOf } from '../models/prices';
import { openaiCompatible } from '../models/providers/openaiCompatible';
import type { Billing } from './billing';
import { openTestChat } from './testing';
import type { Titling } from './titles';

let server: OpenaiServer;
beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

const billing: Billing = {
  count: async (texts) => texts.map((text) => text.length),
  priceOf: (modelId, tokens) =>
    priceOf(tokens, {
      modelId,
      asked: { model: 'model', baseUrl: server.url },
      ownPrices: { 'test:*': { input: 1, output: 2 } },
    }),
  contextOf: () => null,
  sees: () => true,
};

const QUESTION = 'why do we retry twice?';
const said = (...steps: Step[]): Behaviour => ({ steps });
const whole = (text: string) => said(word(text), finish(), usage(50, 5));

/** The first answer is “Because.”, whatever is asked for then is a title. */
async function openChat(
  title: Behaviour,
  { titling = 'model', titlesBy }: { titling?: Titling; titlesBy?: (id: string) => string } = {},
) {
  const isTitle = (body: unknown) => JSON.stringify(body).includes('<question>');
  server.setScript({ chat: ({ body }) => (isTitle(body) ? title : whole('Because.')) });
  const apiKey = async () => undefined;
  const provider = openaiCompatible({ id: 'test', name: 'Test', baseUrl: server.url, apiKey });
  const test = await openTestChat(provider, { titling, billing, ...(titlesBy && { titlesBy }) });
  const asked = () => server.requests.filter(({ body }) => isTitle(body));
  const named = async () => {
    await test.titles.settled();
    const { title: now, titleSource } = await getChat(test.db, test.chat.id);
    return { title: now, titleSource };
  };
  return { ...test, asked, named };
}

test('after its first answer a chat is named by a model; the request has its receipt and its cost', async () => {
  const chat = await openChat(whole('**Title:** "Retries of webhooks."'));
  const answer = await chat.ask(QUESTION);
  expect(await chat.named()).toEqual({ title: 'Retries of webhooks', titleSource: 'model' });

  const all = await chat.db.select().from(requests);
  expect(all).toHaveLength(2);
  const receipt = all.find(({ id }) => id !== answer.requestId);
  expect(receipt).toMatchObject({
    ...{ model: 'test:model', inputTokens: 50, outputTokens: 5, costNanos: 60_000 },
    ...{ isEstimated: false, owner: null },
  });
  const replayed = await replayRequest(chat.db, receipt?.id ?? '');
  expect(chat.asked()[0]?.body).toMatchObject({
    messages: replayed.turns.map(({ role, text }) => ({ role, content: text })),
  });
  const branch = await chat.branch(answer.messageId);
  expect(branch.map(({ request }) => request?.id)).toEqual([receipt?.id, answer.requestId]);
  expect(await chat.until('messageChanged', { role: 'user' })).toMatchObject({ figures: null });
});

test('only the first answer names a chat', async () => {
  const chat = await openChat(whole('Retries'));
  const { messageId } = await chat.ask(QUESTION);
  await chat.named();
  await chat.ask('And now?');
  await chat.answers.regenerate(messageId);
  await chat.answers.ended(chat.chat.id);
  await chat.named();
  expect(chat.asked()).toHaveLength(1);
});

test('the cheaper model that is chosen for it is asked and billed', async () => {
  const chat = await openChat(whole('Retries'), { titlesBy: () => 'test:mini' });
  await chat.ask(QUESTION);
  expect(await chat.named()).toMatchObject({ title: 'Retries' });
  expect(chat.asked()[0]?.body).toMatchObject({ model: 'mini' });
  const models = (await chat.db.select().from(requests)).map(({ model }) => model);
  expect(models).toEqual(['test:model', 'test:mini']);
});

const BAD: Record<string, Behaviour> = {
  'an empty answer': whole(' '),
  'nothing but marks': whole('""'),
  'an answer instead of a title': whole('Webhooks are retried twice because '.repeat(5)),
  'no end': said(word('Retries')),
  'a title that its limit cut off': said(word('Retries'), finish('length'), usage(50, 5)),
  'only thoughts': said(delta({ reasoning_content: 'Hm.' }), finish(), usage(50, 5)),
  'an error': apiError(500, 'No.'),
  'a wrong key': apiError(401, 'No.'),
  'a web page': { contentType: 'text/html', steps: ['<html>'] },
  'a server that never answers': said(HOLD),
  'an endless answer': said({ forever: word('Retries of webhooks ') }),
};
test.each(Object.entries(BAD))(
  'after %s the first words stand, and nobody is told',
  async (_, title) => {
    const chat = await openChat(title);
    const answer = await chat.ask(QUESTION);
    expect(await chat.named()).toEqual({ title: QUESTION, titleSource: 'derived' });
    expect(chat.asked()).toHaveLength(1);
    expect(await server.ended(1)).not.toBe('closedByServer');
    expect(await chat.branch(answer.messageId)).toMatchObject([
      {},
      { status: 'done', problem: null },
    ]);
  },
);

test('what was said of a title before it broke off is estimated and paid', async () => {
  const chat = await openChat(said(word('Retries')));
  await chat.ask(QUESTION);
  await chat.named();
  const [, receipt] = await chat.db.select().from(requests);
  expect(receipt).toMatchObject({ isEstimated: true, outputTokens: 'Retries'.length });
  expect(receipt?.costNanos).toBeGreaterThan(0);
});

test('a title that the user gives while a model is asked for one stays', async () => {
  const chat = await openChat(said(word('Retries'), GATE, finish()));
  await chat.ask(QUESTION);
  await server.request(1);
  await renameChat(chat.db, chat.chat.id, 'Mine');
  server.release();
  expect(await chat.named()).toEqual({ title: 'Mine', titleSource: 'user' });
});

test('a chat that the user has named is not asked about', async () => {
  const chat = await openChat(whole('Retries'));
  await renameChat(chat.db, chat.chat.id, 'Mine');
  await chat.ask(QUESTION);
  expect(await chat.named()).toEqual({ title: 'Mine', titleSource: 'user' });
  expect(chat.asked()).toHaveLength(0);
});

test('an answer that failed names nothing; the one after it does', async () => {
  const chat = await openChat(whole('Retries'));
  server.setScript({ chat: apiError(400, 'No.') });
  const { messageId } = await chat.ask(QUESTION);
  expect(await chat.named()).toEqual({ title: QUESTION, titleSource: 'derived' });

  server.setScript({ chat: whole('Retries') });
  await chat.answers.regenerate(messageId);
  await chat.answers.ended(chat.chat.id);
  expect(await chat.named()).toEqual({ title: 'Retries', titleSource: 'model' });
});

test.each([
  ['firstWords', { title: QUESTION, titleSource: 'derived' }],
  ['off', { title: 'New Chat', titleSource: 'default' }],
] as const)('with %s no model is asked', async (titling, title) => {
  const chat = await openChat(whole('Retries'), { titling });
  await chat.ask(QUESTION);
  expect(await chat.named()).toEqual(title);
  expect(chat.asked()).toHaveLength(0);
});

test('closing the library leaves a title that is still asked for', async () => {
  const chat = await openChat(said(HOLD));
  await chat.ask(QUESTION);
  await server.request(1);
  await chat.titles.stop();
  expect(await server.ended(1)).toBe('closedByClient');
  expect(chat.logged).toEqual([]);
});
