import { afterAll, beforeAll, expect, test } from 'vitest';
import { findInChat } from '../../src/extension/find';
import { showBranch } from '../../src/db/chats';
import { isOnBranch, readAround } from '../../src/db/messageWindows';
import { addMessage } from '../../src/db/messages';
import type { Library } from '../../src/db/open';
import { createProjectWithChat } from '../../src/db/projects';
import { openTestLibrary } from '../../src/db/testing';

const COUNT = 450;
let library: Library;
let chatId: string;
const ids: string[] = [];
/** The last message of another version of the end. */
let other: string;

beforeAll(async () => {
  library = await openTestLibrary();
  const { chat } = await createProjectWithChat(library.db, { name: 'Long' });
  chatId = chat.id;
  const write = (role: 'user' | 'assistant', text: string) =>
    addMessage(library.db, { chatId, role, text });
  for (let i = 0; i < COUNT; i++) {
    ids.push(await write(i % 2 ? 'assistant' : 'user', `number ${i}, Café [CAFÉ](cafe.ts)`));
  }
  await showBranch(library.db, chatId, ids[399] ?? '');
  other = await write('user', 'beside');
  await showBranch(library.db, chatId, ids.at(-1) ?? '');
});
afterAll(() => library.close());

const around = async (messageId: string, before: number, after: number) => {
  const { rows, ...more } = await readAround(library.db, { chatId, messageId, before, after });
  return { places: rows.map(({ id }) => ids.indexOf(id)), ...more };
};
const id = (place: number) => ids[place] ?? '';

test('a message in the middle comes with what is around it, and both ends say that they are', async () => {
  expect(await around(id(200), 2, 2)).toEqual({
    places: [198, 199, 200, 201, 202],
    hasOlder: true,
    hasNewer: true,
  });
  expect(await around(id(0), 5, 1)).toEqual({ places: [0, 1], hasOlder: false, hasNewer: true });
  expect(await around(id(449), 1, 5)).toEqual({
    places: [448, 449],
    hasOlder: true,
    hasNewer: false,
  });
});

test('which branch a message is on is known', async () => {
  expect(await isOnBranch(library.db, chatId, id(10))).toBe(true);
  expect(await isOnBranch(library.db, chatId, other)).toBe(false);
});

test('what is not on the branch on show comes with its own', async () => {
  const { places, hasNewer } = await around(other, 2, 5);
  expect([places, hasNewer]).toEqual([[398, 399, -1], false]);
});

test('find counts in every message of the branch, as it is shown, case and accents aside', async () => {
  const find = (text: string) =>
    findInChat(library.db, { chatId, text, matchCase: false }, new AbortController().signal);
  const found = await find('CAFE');
  expect(found.map(({ messageId }) => messageId)).toEqual(ids);
  // A user's text is shown as typed, an answer's link by its words.
  expect(found.slice(0, 2).map(({ count }) => count)).toEqual([3, 2]);
  expect(await find('number 44')).toHaveLength(11);
  expect(await find('beside')).toEqual([]);
  expect(await find('')).toEqual([]);
});
