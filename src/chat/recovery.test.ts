import { hostname } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { optionsFor, start } from '../../test/store/program';
import type { Shown } from '../../test/store/programs/answering';
import { addExchange } from '../db/exchanges';
import { getMessage } from '../db/messages';
import { createProjectWithChat } from '../db/projects';
import { requests } from '../db/schema';
import { openTestLibrary, temporaryFolder } from '../db/testing';
import { HEARTBEAT, recoverAnswers, thisProcess } from './recovery';

/** Words that were shown for longer than this must be on disk: the bound we promise, for a busy machine. */
const SURELY_STORED = 1_000;
/** Words; they take twice as long. */
const ENOUGH = 400;

async function openLibraryWithChat() {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  onTestFinished(() => library.close());
  const { chat } = await createProjectWithChat(library.db, { name: 'Test' });
  return { ...library, chatId: chat.id };
}

async function startAnswering({ file, chatId }: { file: string; chatId: string }) {
  const program = await start('answering', { library: await optionsFor(file), chatId });
  onTestFinished(() => void program.process.kill('SIGKILL'));
  await program.printed(ENOUGH);
  const shown = () => program.lines.map((line) => JSON.parse(line) as Shown);
  return { ...program, shown, messageId: shown()[0]?.messageId ?? '' };
}

test('after kill −9 in mid-answer, all but the last moment of it is there and marked', async () => {
  const library = await openLibraryWithChat();
  const answering = await startAnswering(library);
  const { text: onDisk } = await getMessage(library.db, answering.messageId);
  answering.process.kill('SIGKILL');
  await answering.ended;

  expect(await recoverAnswers(library.db)).toEqual({ chatIds: [library.chatId], alive: [] });
  const { text, status } = await getMessage(library.db, answering.messageId);
  expect(status).toBe('interrupted');
  expect(text).toMatch(/^(word\d+ 🙂 )+$/u);
  expect(text.startsWith(onDisk)).toBe(true);
  const shown = answering.shown();
  const end = shown.at(-1)?.at ?? 0;
  const old = shown.filter(({ at }) => end - at > SURELY_STORED).at(-1);
  expect(text.length).toBeGreaterThanOrEqual(old?.length ?? Infinity);
}, 30_000);

test('an answer of a living process in another window is left alone', async () => {
  const library = await openLibraryWithChat();
  const answering = await startAnswering(library);

  expect(await recoverAnswers(library.db)).toMatchObject({
    chatIds: [],
    alive: [{ chatId: library.chatId }],
  });
  const before = answering.lines.length;
  await answering.printed(before + 1);
  expect(await getMessage(library.db, answering.messageId)).toMatchObject({ status: 'streaming' });
}, 30_000);

test.each([
  ['of this process, just heard of', thisProcess(), 0, 'streaming'],
  [
    'of this process, silent for long: its number is another’s now',
    thisProcess(),
    7,
    'interrupted',
  ],
  ['of another machine, heard of lately', 'elsewhere/1/x', 5, 'streaming'],
  ['of another machine, silent for long', 'elsewhere/1/x', 7, 'interrupted'],
  ['of nobody that can be named', hostname(), 0, 'interrupted'],
])('an answer %s', async (_, owner, beats, status) => {
  const { db, chatId } = await openLibraryWithChat();
  const request = { model: 'test:model', requestId: 'r', owner };
  const { answerId } = await addExchange(db, { chatId, text: 'Hi', ...request });
  const now = Date.now();
  await db.update(requests).set({ aliveAt: new Date(now - beats * HEARTBEAT) });
  await recoverAnswers(db, { now });
  expect(await getMessage(db, answerId)).toMatchObject({ status });
});

test('with nothing to recover, nothing is written', async () => {
  const { db } = await openLibraryWithChat();
  expect(await recoverAnswers(db)).toEqual({ chatIds: [], alive: [] });
});
