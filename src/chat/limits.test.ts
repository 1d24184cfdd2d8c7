import path from 'node:path';
import { eq } from 'drizzle-orm';
import { expect, onTestFinished, test } from 'vitest';
import { filesOf } from '../context/testing';
import { getChat, saveDraft } from '../db/chats';
import { type Caps, standingsOf } from '../db/limits';
import { getMessage, readBranch } from '../db/messages';
import type { Db } from '../db/open';
import { createProjectWithChat, updateProject } from '../db/projects';
import { requests } from '../db/schema';
import { openTestLibrary, temporaryFolder } from '../db/testing';
import { type AnswerPart, ModelError, type Provider } from '../models/provider';
import { priceOf } from '../models/prices';
import { Answers } from './answers';
import type { Billing } from './billing';
import { LimitReached, Limits } from './limits';
import type { LimitQuestion } from './limitTexts';
import { recoverAnswers, thisProcess } from './recovery';
import { hanging, openTestChat, providerOf, saying } from './testing';
import type { Titling } from './titles';

const NONE: Caps = { nanos: null, tokens: null };
/** A request has 100 tokens at most a dollar each, its answer 50 at two dollars each. */
const INPUT = 100;
const MAX_TOKENS = 50;
const DOLLAR = 1_000_000_000;
const MOST = (INPUT + 2 * MAX_TOKENS) * DOLLAR;

const billing: Billing = {
  count: async (texts) => texts.map(() => 0),
  priceOf: (modelId, usage) =>
    priceOf(usage, {
      ...{ modelId, asked: { model: 'm', baseUrl: 'http://127.0.0.1' } },
      ownPrices: { 'test:model': { input: 1e6, output: 2e6 } },
    }),
  contextOf: () => null,
  sees: () => false,
};

/** Says something, and what it comes to. */
const billed = (inputTokens: number, outputTokens: number): Provider =>
  providerOf(async function* (): AsyncGenerator<AnswerPart> {
    yield { type: 'text', text: 'Hello' };
    yield { type: 'usage', inputTokens, outputTokens };
    yield { type: 'finish', reason: 'stop' };
  });

class Cancelled extends Error {}

/** A window's limits, and the questions it has asked. */
function limitsOf(
  db: Db,
  { libraryCaps = NONE, says = 'cancel' }: { libraryCaps?: Caps; says?: string } = {},
) {
  const asked: LimitQuestion[] = [];
  const window = { says };
  const limits = new Limits({
    ...{ db, priceOf: billing.priceOf, libraryCaps: () => libraryCaps },
    weigh: async () => ({ inputTokens: INPUT, maxTokens: MAX_TOKENS }),
    ask: async (question) => {
      asked.push(question);
      if (window.says === 'cancel') throw new Cancelled();
      return window.says === 'always' ? 'always' : 'once';
    },
  });
  return { limits, asked, window };
}

async function openLimited(
  provider: Provider,
  {
    caps = {},
    libraryCaps = NONE,
    titling = 'firstWords',
  }: { caps?: object; libraryCaps?: Caps; titling?: Titling } = {},
) {
  let made: ReturnType<typeof limitsOf> | undefined;
  const library = await openTestChat(provider, {
    ...{ billing, titling },
    limitsOf: (db) => (made = limitsOf(db, { libraryCaps })).limits,
  });
  if (!made) throw new Error('There are no limits.');
  await updateProject(library.db, library.project.id, caps);
  const sentCount = async () => (await library.db.select().from(requests)).length;
  return { ...library, ...made, sentCount };
}

test('what could pass the limit is asked about; who cancels has sent nothing and keeps the draft', async () => {
  const provider = saying('Hello');
  const { answers, db, chat, asked, sentCount } = await openLimited(provider, {
    caps: { capNanos: MOST - 1 },
  });
  await saveDraft(db, chat.id, 'Hi');
  await expect(answers.send(chat.id, 'Hi')).rejects.toThrow(Cancelled);
  expect(asked).toMatchObject([
    { message: 'This request could pass this month’s limit for “Test”.' },
  ]);
  expect(asked[0]?.detail).toContain('$0.00 of $200.00 is used.');
  expect(asked[0]?.detail).toContain('may cost up to about $200.00');
  expect(provider.asked).toEqual([]);
  expect(await sentCount()).toBe(0);
  expect(await getChat(db, chat.id)).toMatchObject({ draft: 'Hi', leafId: null });
});

test('who sends once has sent once, and is asked again the next time', async () => {
  const { answers, chat, asked, window, ask } = await openLimited(billed(1, 1), {
    caps: { capTokens: 20 },
  });
  window.says = 'once';
  expect(await ask('Hi')).toMatchObject({ status: 'done' });
  window.says = 'cancel';
  await expect(answers.send(chat.id, 'And?')).rejects.toThrow(Cancelled);
  expect(asked.map(({ detail }) => detail)).toEqual([
    expect.stringContaining('0 tokens of 20 tokens is used. This request may take up to about 150'),
    expect.stringContaining('2 tokens of 20 tokens'),
  ]);
});

test('what fits is not asked about, and what it did not need is free again', async () => {
  const { ask, asked, db, project } = await openLimited(billed(10, 5), {
    caps: { capNanos: MOST + 10 * DOLLAR },
  });
  await ask('Hi');
  expect(asked).toEqual([]);
  const [standing] = await standingsOf(db, project.id, NONE);
  expect(standing).toMatchObject({
    spent: { nanos: 20 * DOLLAR, tokens: 15 },
    reserved: { nanos: 0, tokens: 0 },
  });
});

test('past the limit no request leaves: not for a message, a new chat, another answer or the rest of one', async () => {
  const provider = saying('Hello');
  const library = await openLimited(billed(5, 5));
  const { answers, ask, answerWith, db, project, chat, asked, sentCount } = library;
  const { messageId } = await ask('Hi');
  answerWith(hanging('Half'));
  const half = await answers.send(chat.id, 'More');
  await library.until('answerDelta', { messageId: half.messageId });
  await answers.stop(chat.id);
  await updateProject(db, project.id, { capTokens: 10 });
  answerWith(provider);
  const before = await sentCount();
  for (const attempt of [
    () => answers.send(chat.id, 'And?'),
    () => answers.sendFirst(project.id, 'New'),
    () => answers.regenerate(messageId),
    () => answers.continue(half.messageId),
  ]) {
    await expect(attempt()).rejects.toThrow(
      'This month’s limit for “Test” is used up: 10 tokens of 10 tokens. Raise it to send more this month.',
    );
  }
  expect([await sentCount(), provider.asked, asked]).toEqual([before, [], []]);
});

test('the library’s limit counts every project, and is told as the library’s', async () => {
  const libraryCaps = { nanos: null, tokens: 160 };
  const { answers, ask, db, asked } = await openLimited(billed(100, 50), { libraryCaps });
  await ask('Hi');
  const other = await createProjectWithChat(db, { name: 'Other', model: 'test:model' });
  await expect(answers.send(other.chat.id, 'Hi')).rejects.toThrow(Cancelled);
  expect(asked).toMatchObject([{ projectId: null }]);
  expect(asked[0]?.message).toContain('for all projects');
});

test('under a limit of money, a model without a price is asked about as just that', async () => {
  const { answers, chat, asked, window } = await openLimited(saying('Hello'), {
    caps: { capNanos: DOLLAR },
  });
  window.says = 'always';
  for (const text of ['One', 'Two']) {
    await answers.send(chat.id, text, { model: 'test:unpriced' });
    await answers.ended(chat.id);
  }
  expect(asked).toMatchObject([{ isUnpriced: true }]);
  expect(asked[0]?.detail).toContain('The price of unpriced is not known');
});

test('Search is free, and never asked about', async () => {
  const { answers, chat, asked } = await openLimited(saying('Found'), { caps: { capTokens: 0 } });
  const { messageId } = await answers.send(chat.id, 'Hi', { model: 'search' });
  await answers.ended(chat.id);
  expect([messageId === '', asked]).toEqual([false, []]);
});

test('an answer under way keeps its room until it is stopped; it is billed for what was sent', async () => {
  const { answers, chat, db, project, until } = await openLimited(hanging('Half'), {
    caps: { capTokens: 1_000 },
  });
  const { messageId } = await answers.send(chat.id, 'Hi');
  await until('answerDelta', { messageId });
  const during = await standingsOf(db, project.id, NONE);
  expect(during[0]?.reserved).toEqual({ nanos: MOST, tokens: INPUT + MAX_TOKENS });
  await answers.stop(chat.id);
  const after = await standingsOf(db, project.id, NONE);
  expect(after[0]?.reserved).toEqual({ nanos: 0, tokens: 0 });
  const [request] = await db.select().from(requests).where(eq(requests.messageId, messageId));
  expect(request).toMatchObject({ isEstimated: true, countedTokens: 0 });
});

test('the room of a process that died is free again', async () => {
  const { answers, chat, db, project, until } = await openLimited(hanging('Half'), {
    caps: { capTokens: 1_000 },
  });
  const { messageId } = await answers.send(chat.id, 'Hi');
  await until('answerDelta', { messageId });
  await db.update(requests).set({ owner: 'elsewhere/1/x', countedTokens: 90 });
  await recoverAnswers(db, { billing, now: Date.now() + 3_600_000 });
  const [standing] = await standingsOf(db, project.id, NONE);
  expect(standing).toMatchObject({
    reserved: { nanos: 0, tokens: 0 },
    spent: { nanos: 90 * DOLLAR, tokens: 90 },
  });
});

test('an answer that is asked for again by itself stops at the limit, and says so in the chat', async () => {
  const busy = new ModelError('The server is busy.', 'retry', { passing: true });
  const waits: (() => void)[] = [];
  let made: ReturnType<typeof limitsOf> | undefined;
  const library = await openTestChat(
    providerOf(async function* () {
      for (const text of ['']) yield { type: 'text', text };
      throw busy;
    }),
    {
      billing,
      limitsOf: (db) => (made = limitsOf(db)).limits,
      clock: {
        now: () => 0,
        after: (_, work) => {
          waits.push(work);
          return () => {};
        },
      },
    },
  );
  const { ask, db, project, until } = library;
  const { messageId } = await ask('Hi');
  await updateProject(db, project.id, { capTokens: 100 });
  waits[0]?.();
  await until('messageChanged', { messageId, status: 'failed' });
  await expect
    .poll(async () => (await getMessage(db, messageId)).problem)
    .toEqual({
      sentence: expect.stringContaining('was not sent again by itself'),
      action: 'changeProjectLimit',
    });
  expect(made?.asked).toEqual([]);
  expect(await db.select().from(requests)).toHaveLength(1);
});

test('of two windows that want the same room at the same moment, one gets it', async () => {
  const file = path.join(temporaryFolder(), 'library.db');
  const windows = await Promise.all([openWindow(file), openWindow(file)]);
  const [first] = windows;
  const input = { name: 'Shared', model: 'test:model', capNanos: MOST * 1.5 };
  const { project } = await createProjectWithChat(first.db, input);
  for (let round = 0; round < 8; round++) {
    const both = windows.map((window, i) =>
      window.answers.sendFirst(project.id, `from ${i}`).then(
        () => 'sent',
        (error: unknown) => (error instanceof Cancelled ? 'asked' : error),
      ),
    );
    expect(new Set(await Promise.all(both))).toEqual(new Set(['asked', 'sent']));
    await Promise.all(windows.map(({ answers }) => answers.stopAll()));
  }
}, 30_000);

async function openWindow(file: string) {
  const library = await openTestLibrary(file);
  const { limits, asked } = limitsOf(library.db);
  const provider = hanging('Half');
  const answers = new Answers({
    ...{ db: library.db, files: filesOf(), billing, limits, owner: thisProcess() },
    ...{ publish: () => {}, log: () => {}, findProvider: async () => provider },
  });
  onTestFinished(async () => {
    await answers.stopAll();
    await library.close();
  });
  return { ...library, answers, asked };
}

test('nobody is asked about a title: a chat is named by a model where that surely fits', async () => {
  for (const [capTokens, sent] of [
    [200, 1],
    [2_000, 2],
  ] as const) {
    const chat = await openLimited(billed(1, 1), { caps: { capTokens }, titling: 'model' });
    await chat.ask('Hi');
    await chat.titles.settled();
    expect([await chat.sentCount(), chat.asked]).toEqual([sent, []]);
  }
});

test('a refusal says whose limit it is', async () => {
  const { answers, chat, db } = await openLimited(saying('Hello'), {
    libraryCaps: { nanos: 0, tokens: null },
  });
  const refused = answers.send(chat.id, 'Hi').catch((error: unknown) => error);
  expect(await refused).toBeInstanceOf(LimitReached);
  expect(await refused).toMatchObject({ projectId: null, problem: { action: 'changeLimit' } });
  expect(await readBranch(db, chat.id)).toEqual([]);
});
