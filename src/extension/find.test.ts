import { afterEach, beforeEach, expect, test } from 'vitest';
import { appendPieces, finishAnswer } from '../db/answers';
import { addExchange } from '../db/exchanges';
import type { Library } from '../db/open';
import { createProjectWithChat } from '../db/projects';
import { openTestLibrary } from '../db/testing';
import { findInChat } from './find';

let library: Library;
let chatId: string;
beforeEach(async () => {
  library = await openTestLibrary();
  chatId = (await createProjectWithChat(library.db, { name: 'Payments' })).chat.id;
});
afterEach(() => library.close());

async function ask(text: string) {
  const request = { chatId, text, model: 'm:m', requestId: crypto.randomUUID(), owner: 'o' };
  const sent = await addExchange(library.db, request);
  if (!sent) throw new Error('Nothing was sent.');
  return sent;
}
async function exchange(text: string, answer: string, reasoning = '') {
  const { answerId: messageId } = await ask(text);
  const end = { messageId, text: answer, reasoning, problem: null } as const;
  await finishAnswer(library.db, { ...end, status: 'done' });
}
const found = async (text: string, matchCase = false) =>
  (await findInChat(library.db, { chatId, text, matchCase }, new AbortController().signal)).map(
    ({ count, inReasoning }) => [count, inReasoning],
  );

test('each message of the branch tells how often it has the text, and how often it thought of it', async () => {
  await exchange('retry?', 'Yes, **ret**ry. Retry!', 'To retry or not to retry');
  await exchange('Why?', 'Nothing of the sort.');
  await exchange('Really?', 'No', 'retry');
  expect(await found('retry')).toEqual([[1, 0], [4, 2], [1, 1]]); // prettier-ignore
  expect(await found('Retry', true)).toEqual([[1, 0]]);
  expect(await found('thought')).toEqual([]);
});

test('accents aside; what was typed by the user is no Markdown', async () => {
  await exchange('a **bold** Café', 'a **bold** café');
  expect(await found('cafe')).toEqual([[1, 0], [1, 0]]); // prettier-ignore
  expect(await found('**bold**')).toEqual([[1, 0]]);
});

test('an answer that is arriving is found as far as it has come', async () => {
  const { answerId: messageId } = await ask('Hi');
  await appendPieces(library.db, [
    { messageId, kind: 'reasoning', offset: 0, text: 'a needle' },
    { messageId, kind: 'text', offset: 0, text: 'one needle, ' },
    { messageId, kind: 'text', offset: 12, text: 'two needles' },
  ]);
  expect(await found('needle')).toEqual([[3, 1]]);
});
