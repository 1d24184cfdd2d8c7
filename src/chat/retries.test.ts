import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { type OpenaiServer, startOpenaiServer } from '../../test/servers/openaiServer';
import type { ChatReplyName } from '../../test/servers/scripts';
import { arrangeChats } from '../db/chatPlaces';
import { showBranch } from '../db/chats';
import { getMessage } from '../db/messages';
import { shelveProject } from '../db/projects';
import { waitingChats } from '../db/retries';
import { filesOf } from '../context/testing';
import { type AnswerPart, ModelError } from '../models/provider';
import { openaiCompatible } from '../models/providers/openaiCompatible';
import { Answers } from './answers';
import { unpriced } from './billing';
import { thisProcess } from './recovery';
import { type Clock, Retries } from './retries';
import { openTestChat, providerOf, WAIT } from './testing';

const WHOLE = 'Hello from the scripted server.';
let server: OpenaiServer;

beforeAll(async () => {
  server = await startOpenaiServer();
});
afterAll(() => server.close());
beforeEach(() => server.reset());

/** Stands still until it is told to go on. */
function handClock() {
  let time = Date.now();
  const timers = new Set<{ at: number; work: () => void }>();
  const clock: Clock = {
    now: () => time,
    after: (ms, work) => {
      const timer = { at: time + ms, work };
      timers.add(timer);
      return () => timers.delete(timer);
    },
  };
  const pass = (ms: number) => {
    time += ms;
    for (const timer of timers) {
      if (timer.at > time) continue;
      timers.delete(timer);
      timer.work();
    }
  };
  return { clock, pass, timers };
}

/** A chat whose first question has been refused by the server in this way. */
async function refused(script: ChatReplyName) {
  server.setScript({ chat: script });
  const time = handClock();
  const provider = openaiCompatible({
    id: 'test',
    name: 'Test',
    baseUrl: server.url,
    apiKey: () => Promise.resolve(undefined),
  });
  const chat = await openTestChat(provider, { clock: time.clock });
  const failed = await chat.ask('Hi');
  const read = () => getMessage(chat.db, failed.messageId);
  const whenStatus = (status: string) =>
    vi.waitFor(async () => expect((await read()).status).toBe(status), WAIT);
  const otherWindow = () =>
    new Answers({
      db: chat.db,
      billing: unpriced,
      files: filesOf(),
      owner: thisProcess(),
      publish: () => {},
      log: (error) => chat.logged.push(error),
      findProvider: () => Promise.resolve(provider),
    });
  return { ...chat, ...time, failed, read, whenStatus, otherWindow, chatId: chat.chat.id };
}

type Refused = Awaited<ReturnType<typeof refused>>;

/** How long after its failure the answer is asked for again. */
const waitOf = ({ failed, clock }: Refused) => (failed.problem?.retryAt ?? NaN) - clock.now();

test.each([
  ['rateLimitSeconds', 12_000],
  ['rateLimitDate', 90_000],
] as const)('after %s the same answer comes by itself when it is time', async (script, wait) => {
  const chat = await refused(script);
  expect(chat.failed).toMatchObject({ status: 'failed', problem: { action: 'retry' } });
  expect(waitOf(chat)).toBeGreaterThan(wait - 10_000);
  expect(waitOf(chat)).toBeLessThanOrEqual(wait);
  expect(chat.heard.filter(({ name }) => name === 'messageChanged').at(-1)?.payload).toMatchObject({
    status: 'failed',
    problem: chat.failed.problem,
  });

  server.setScript({ chat: 'fixed' });
  chat.pass(waitOf(chat) - 1);
  expect(server.requests.length).toBe(1);
  chat.pass(1);
  await chat.whenStatus('done');
  const [, answer, ...more] = await chat.branch(chat.failed.messageId);
  expect(more).toEqual([]);
  expect(answer).toMatchObject({ text: WHOLE, problem: null, versionCount: 1 });
  expect(answer?.request?.id).not.toBe(chat.failed.requestId);
  expect(server.requests[1]?.body).toEqual(server.requests[0]?.body);
  expect(chat.logged).toEqual([]);
});

test('what fails for a passing reason is asked again after 2, 4 and 8 seconds, and then no more', async () => {
  const chat = await refused('rateLimit');
  for (const [index, wait] of [2_000, 4_000, 8_000].entries()) {
    expect([...chat.timers].map(({ at }) => at - chat.clock.now())).toEqual([wait]);
    chat.pass(wait);
    await vi.waitFor(() => expect(server.requests.length).toBe(index + 2), WAIT);
    await chat.whenStatus('failed');
    await chat.answers.ended(chat.chatId);
  }
  expect(chat.timers.size).toBe(0);
  expect((await chat.read()).problem).not.toHaveProperty('retryAt');
});

test('Now does not wait', async () => {
  const chat = await refused('rateLimitSeconds');
  server.setScript({ chat: 'fixed' });
  await chat.answers.again.now(chat.failed.messageId);
  await chat.whenStatus('done');
  expect(chat.timers.size).toBe(0);
  expect(server.requests.length).toBe(2);
});

test('asked for twice at once, it is asked for once', async () => {
  const chat = await refused('rateLimitSeconds');
  server.setScript({ chat: 'fixed' });
  const { again } = chat.answers;
  const now = () => again.now(chat.failed.messageId);
  await Promise.all([now(), now()]);
  chat.pass(60_000);
  await chat.whenStatus('done');
  await chat.answers.stopAll();
  expect(server.requests.length).toBe(2);
});

test('who presses Now in another window has it asked there, and only there', async () => {
  const chat = await refused('rateLimitSeconds');
  const other = chat.otherWindow();
  server.setScript({ chat: 'fixed' });
  await other.again.now(chat.failed.messageId);
  chat.pass(60_000);
  await chat.whenStatus('done');
  await other.stopAll();
  await chat.answers.stopAll();
  expect(server.requests.length).toBe(2);
  expect(chat.logged).toEqual([]);
});

test.each([
  ['Stop', (other: Answers, { failed }: Refused) => other.again.stop(failed.messageId)],
  ['a new message', (other: Answers, { chatId }: Refused) => other.send(chatId, 'Hi again')],
])('%s in another window ends the wait in this one', async (_, end) => {
  const chat = await refused('rateLimitSeconds');
  const other = chat.otherWindow();
  server.setScript({ chat: 'fixed' });
  await end(other, chat);
  await other.ended(chat.chatId);
  const asked = server.requests.length;
  chat.pass(60_000);
  await chat.answers.stopAll();
  expect(server.requests.length).toBe(asked);
  expect(await chat.read()).toMatchObject({ status: 'failed', text: '' });
  expect(chat.logged).toEqual([]);
});

const ENDS: Record<string, (chat: Refused) => Promise<unknown>> = {
  'Stop at the countdown': ({ answers, failed }) => answers.again.stop(failed.messageId),
  'Stop in the chat': ({ answers, chatId }) => answers.stop(chatId),
  'closing VS Code': ({ answers }) => answers.stopAll(),
};

test.each(Object.entries(ENDS))('%s leaves the answer failed, with its reason', async (_, end) => {
  const chat = await refused('rateLimitSeconds');
  await end(chat);
  expect(chat.timers.size).toBe(0);
  const { status, problem } = await chat.read();
  expect({ status, problem }).toEqual({
    status: 'failed',
    problem: {
      sentence: chat.failed.problem?.sentence,
      action: 'retry',
      response: chat.failed.problem?.response,
    },
  });
  expect(chat.heard.findLast(({ name }) => name === 'messageChanged')?.payload).toMatchObject({
    messageId: chat.failed.messageId,
    problem,
  });
  await chat.answers.again.now(chat.failed.messageId);
  expect(server.requests.length).toBe(1);
});

test('a new message is answered instead', async () => {
  const chat = await refused('rateLimitSeconds');
  server.setScript({ chat: 'fixed' });
  const next = await chat.ask('Hi again');
  chat.pass(60_000);
  expect(chat.timers.size).toBe(0);
  expect(next).toMatchObject({ status: 'done', text: WHOLE });
  expect(await chat.read()).toMatchObject({ status: 'failed', text: '' });
  expect(server.requests.length).toBe(2);
});

const DELETED: Record<string, (chat: Refused) => Promise<unknown>> = {
  chat: ({ db, chatId }) => arrangeChats(db, [chatId], { shelf: 'trashed' }),
  project: ({ db, project }) => shelveProject(db, project.id, 'trashed'),
};

test.each(Object.entries(DELETED))(
  'what waits in a deleted %s is not asked for again, whichever window deleted it',
  async (_, remove) => {
    const chat = await refused('rateLimitSeconds');
    expect(await waitingChats(chat.db, chat.project.id)).toEqual([chat.chatId]);
    await remove(chat);
    chat.pass(60_000);
    await vi.waitFor(
      async () => expect((await chat.read()).problem).not.toHaveProperty('retryAt'),
      WAIT,
    );
    await chat.answers.stopAll();
    expect(server.requests.length).toBe(1);
    expect(await waitingChats(chat.db, chat.project.id)).toEqual([]);
  },
);

test('another version on show stays on show', async () => {
  const chat = await refused('rateLimitSeconds');
  await showBranch(chat.db, chat.chatId, chat.failed.parentId ?? '');
  chat.pass(60_000);
  await vi.waitFor(
    async () => expect((await chat.read()).problem).not.toHaveProperty('retryAt'),
    WAIT,
  );
  await chat.answers.stopAll();
  expect(server.requests.length).toBe(1);
});

test.each(['text', 'reasoning'] as const)('once %s has arrived, it is kept', async (type) => {
  const busy = new ModelError('Test is overloaded.', 'retry', { passing: true });
  const { clock, timers } = handClock();
  const chat = await openTestChat(
    providerOf(async function* (): AsyncGenerator<AnswerPart> {
      yield { type, text: 'Hello' };
      throw busy;
    }),
    { clock },
  );
  expect(await chat.ask('Hi')).toMatchObject({ status: 'failed', [type]: 'Hello' });
  expect(timers.size).toBe(0);
});

test('a failure that stays is not asked again', async () => {
  for (const script of ['needsKey', 'unknownModel', 'resetMidAnswer'] as const) {
    server.release(Infinity);
    const chat = await refused(script);
    expect(chat.failed.status).toBe('failed');
    expect(chat.timers.size).toBe(0);
  }
});

test.each([
  [0, 1_000],
  [400, 1_000],
  [600_000, 600_000],
  [600_001, undefined],
])('asked to wait for %i ms, it waits %s', (afterMs, wait) => {
  const retries = new Retries({ now: () => 5_000, after: () => () => {} });
  expect(retries.next('message', { afterMs })).toBe(wait === undefined ? wait : 5_000 + wait);
});

test('a chat has one timer, whoever asks for another', () => {
  const { clock, timers, pass } = handClock();
  const retries = new Retries(clock);
  const asked: string[] = [];
  for (const name of ['first', 'second']) {
    retries.wait('chat', 'message', clock.now() + 1_000, () => asked.push(name));
  }
  expect(timers.size).toBe(1);
  pass(1_000);
  expect(asked).toEqual(['second']);
  expect(retries.chatIds).toEqual([]);
});
