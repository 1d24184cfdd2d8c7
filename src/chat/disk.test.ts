import Database from 'libsql';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { addExchange } from '../db/exchanges';
import { getMessage } from '../db/messages';
import { createProjectWithChat } from '../db/projects';
import { pieces } from '../db/schema';
import { openTestLibrary } from '../db/testing';
import { FLUSH_AFTER, LiveAnswer } from './liveAnswer';
import { deaf, openTestChat, WAIT } from './testing';

/** What we promise: an answer's words are on disk this many milliseconds after they arrived. */
const BOUND = 250;
/** For machines that do other things at the same time. */
const BUSY = 8;

test('half of the bound is left to the disk', () => {
  expect(FLUSH_AFTER).toBeLessThanOrEqual(BOUND / 2);
});

test('what arrives is in the file within the bound', async () => {
  const chat = await openTestChat(deaf('Hello'));
  const { messageId } = await chat.answers.send(chat.chat.id, 'Hi');
  await chat.until('answerDelta', { messageId });
  const arrived = performance.now();
  const other = new Database(chat.file, { readonly: true });
  await vi.waitFor(
    () => expect(other.prepare('select text from pieces').all()).toEqual([{ text: 'Hello' }]),
    WAIT,
  );
  const took = performance.now() - arrived;
  other.close();
  expect(took).toBeLessThan(BOUND * BUSY);
});

/** An answer whose clock the test turns. */
async function openLiveAnswer() {
  const library = await openTestLibrary();
  const { db } = library;
  const { chat } = await createProjectWithChat(db, { name: 'Test' });
  const request = { model: 'test:model', requestId: 'r', owner: 'test' };
  const { answerId } = await addExchange(db, { chatId: chat.id, text: 'Hi', ...request });
  const logged: unknown[] = [];
  const deltas: unknown[] = [];
  const live = new LiveAnswer(
    { db, publish: (_, payload) => deltas.push(payload), log: (error) => logged.push(error) },
    chat.id,
    answerId,
  );
  const rows = () =>
    db.select({ kind: pieces.kind, offset: pieces.offset, text: pieces.text }).from(pieces);
  const passes = async (ms: number) => void (await vi.advanceTimersByTimeAsync(ms));
  return { ...library, live, answerId, logged, deltas, rows, passes };
}

beforeEach(() => void vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] }));
afterEach(() => void vi.useRealTimers());

test('the first piece starts the clock, later ones do not reset it, and all go in one write', async () => {
  const { live, rows, passes, close } = await openLiveAnswer();
  live.add('text', 'Hel');
  await passes(FLUSH_AFTER - 1);
  live.add('text', 'lo');
  live.add('reasoning', 'Hm.');
  expect(await rows()).toEqual([]);
  await passes(1);
  expect(await rows()).toEqual([
    { kind: 'reasoning', offset: 0, text: 'Hm.' },
    { kind: 'text', offset: 0, text: 'Hello' },
  ]);

  live.add('text', ' there');
  await passes(FLUSH_AFTER);
  expect(await rows()).toContainEqual({ kind: 'text', offset: 5, text: ' there' });
  expect(await rows()).toHaveLength(3);
  await close();
});

test('a character that comes in two halves is stored whole', async () => {
  const { db, live, answerId, rows, passes, close } = await openLiveAnswer();
  live.add('text', 'a\uD83D');
  await passes(FLUSH_AFTER);
  expect(await rows()).toEqual([{ kind: 'text', offset: 0, text: 'a' }]);
  live.add('text', '\uDE00b');
  await passes(FLUSH_AFTER);
  expect((await getMessage(db, answerId)).text).toBe('a😀b');
  await close();
});

test('offsets count what the library keeps: a NUL is not kept', async () => {
  const { db, live, answerId, deltas, passes, close } = await openLiveAnswer();
  live.add('text', 'a\0b');
  live.add('text', '\0');
  live.add('text', 'c');
  await passes(FLUSH_AFTER);
  expect(deltas).toMatchObject([
    { offset: 0, text: 'ab' },
    { offset: 2, text: 'c' },
  ]);
  expect((await getMessage(db, answerId)).text).toBe('abc');
  await close();
});

test('a write that failed is made good by the next, and logged once', async () => {
  const { db, live, answerId, logged, passes, close } = await openLiveAnswer();
  await db.$client.execute('alter table pieces rename to elsewhere');
  live.add('text', 'Hel');
  await passes(FLUSH_AFTER);
  await vi.waitFor(() => expect(logged).toHaveLength(1));
  live.add('text', 'lo');
  await passes(FLUSH_AFTER);
  await db.$client.execute('alter table elsewhere rename to pieces');
  await passes(FLUSH_AFTER);
  await vi.waitFor(async () => expect((await getMessage(db, answerId)).text).toBe('Hello'));
  expect(logged).toHaveLength(1);
  await close();
});

test('a settled answer takes no more and writes no more', async () => {
  const { live, rows, passes, close } = await openLiveAnswer();
  live.add('text', 'Hello');
  await live.settle();
  live.add('text', ' there');
  await passes(10 * FLUSH_AFTER);
  expect(await rows()).toEqual([]);
  expect(live.received.text).toBe('Hello');
  await close();
});
