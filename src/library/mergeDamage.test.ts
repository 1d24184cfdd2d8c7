import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { appendPieces, finishAnswer } from '../db/answers';
import { checksumOf, marked } from '../db/checksum';
import { createChat } from '../db/chats';
import { addExchange, reopenAnswer } from '../db/exchanges';
import { getMessage } from '../db/messages';
import type { Db, Library } from '../db/open';
import { createProject } from '../db/projects';
import { openTestLibrary } from '../db/testing';
import { merge, newFile, run } from './mergeTesting';

const request = () => ({ model: 'm', requestId: crypto.randomUUID(), owner: 'x' });
const WHOLE = 'Because it may be lost.';
const HURT = 'Because __ may be lost.';

/** As the salvage leaves words that nobody knows any more. */
const damage = async (db: Db, id: string, text: string) => {
  const checksum = marked(checksumOf({ text }));
  await db.run(sql`update messages set text = ${text}, checksum = ${checksum} where id = ${id}`);
};

/** One library with an answer, and another one that is open on a copy of it. */
async function twoLibraries(status: 'done' | 'stopped') {
  const there = newFile();
  const first = await openTestLibrary(there);
  const project = await createProject(first.db, { name: 'Both' });
  const { id: chatId } = await createChat(first.db, project.id);
  const exchange = { chatId, text: 'Why?', ...request() };
  const { answerId: id } = await addExchange(first.db, exchange);
  const answer = { messageId: id, text: WHOLE, reasoning: '', problem: null } as const;
  await finishAnswer(first.db, { ...answer, status });
  await first.close();
  const here = newFile();
  await run('backUp', { file: there, copy: here });
  const change = async (file: string, work: (library: Library) => Promise<unknown>) => {
    const library = await openTestLibrary(file);
    await work(library);
    await library.close();
  };
  const merged = async () => {
    await merge(here, there);
    const { db, close } = await openTestLibrary(here);
    const { text, damage: said } = await getMessage(db, id);
    await close();
    return [text, said];
  };
  return { id, chatId, here, there, change, merged };
}

test('words that are damaged for good here come whole from where they are, and not the other way', async () => {
  const { id, here, there, change, merged } = await twoLibraries('done');
  await change(here, ({ db }) => damage(db, id, HURT));
  expect(await merged()).toEqual([WHOLE, null]);
  await change(there, ({ db }) => damage(db, id, `${HURT}\u{FFFD}`));
  expect(await merged()).toEqual([WHOLE, null]);
});

test('an answer that was cut off stays whole when the other one is damaged for good', async () => {
  const { id, there, change, merged } = await twoLibraries('stopped');
  await change(there, ({ db }) => damage(db, id, `${HURT}\u{FFFD}`));
  expect(await merged()).toEqual([WHOLE, null]);
});

test('an answer that goes on behind words that are damaged for good keeps its mark', async () => {
  const { id, chatId, there, change, merged } = await twoLibraries('stopped');
  const offset = HURT.length;
  await change(there, async ({ db }) => {
    await damage(db, id, HURT);
    await reopenAnswer(db, id, { chatId, ...request() });
    await appendPieces(db, [{ messageId: id, kind: 'text', offset, text: ' Or late.' }]);
  });
  expect(await merged()).toEqual([`${HURT} Or late.`, 'lasting']);
});
