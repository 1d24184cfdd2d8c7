import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrangeChats } from '../db/chatPlaces';
import { createChat, renameChat } from '../db/chats';
import { attachFiles } from '../db/files';
import { addMessage } from '../db/messages';
import type { Library } from '../db/open';
import { createProjectWithChat, shelveProject } from '../db/projects';
import { openTestLibrary } from '../db/testing';
import { search } from './search';

type Asked = Parameters<typeof search>[1];

let library: Library;
let projectId: string;
beforeEach(async () => {
  library = await openTestLibrary();
  const { project, chat } = await createProjectWithChat(library.db, {
    name: 'Payments',
    instructions: 'Be kind to every refund.',
  });
  projectId = project.id;
  await addMessage(library.db, { chatId: chat.id, role: 'user', text: 'a refund' });
  for (let i = 0; i < 12; i++) {
    const { id } = await createChat(library.db, projectId);
    await renameChat(library.db, id, `Refund ${i}`);
  }
  const paths = Array.from({ length: 30 }, (_, i) => `refund-${i}.md`);
  const files = paths.map((path) => ({ uri: `file:///w/${path}`, path }));
  await attachFiles(library.db, projectId, files);
});
afterEach(() => library.close());

const find = (query: string, change: Partial<Asked> = {}) =>
  search(
    library.db,
    { query, kind: 'all', order: 'newest', limit: 50, ...change },
    new AbortController().signal,
  );
const counts = ({ hits }: Awaited<ReturnType<typeof find>>) => {
  const count = (kind: string) => hits.filter((hit) => hit.kind === kind).length;
  return [count('chat'), count('project'), count('message'), count('file')];
};

test('many chats of the name leave room for the project that says the word, and for files', async () => {
  expect(counts(await find('refund'))).toEqual([6, 1, 1, 12]);
  expect(counts(await find('refund', { kind: 'messages' }))).toEqual([0, 0, 1, 0]);
});

test.each([
  ['titles', 13],
  ['files', 30],
] as const)('whoever wants %s only gets every one, page by page', async (kind, expected) => {
  const ids: string[] = [];
  for (let before: number | null | undefined; before !== null;) {
    const asked = before === undefined ? {} : { before };
    const page = await find('refund', { kind, limit: 7, ...asked });
    ids.push(...page.hits.map(({ id }) => id));
    before = page.before;
  }
  expect([ids.length, new Set(ids).size]).toEqual([expected, expected]);
});

test('what has nothing to look for says so', async () => {
  for (const query of ['-', '*', '-refund', '"', '']) {
    expect(await find(query)).toMatchObject({ hits: [], hasWords: false });
  }
  expect(await find('nowhere')).toMatchObject({ hits: [], hasWords: true });
});

test('what is in the archive says so', async () => {
  const said = async () => {
    const { hits } = await find('ledger');
    return hits.map(({ kind, isArchived }) => [kind, isArchived]);
  };
  const { id } = await createChat(library.db, projectId);
  await renameChat(library.db, id, 'The ledger');
  await addMessage(library.db, { chatId: id, role: 'user', text: 'a ledger' });
  const path = 'ledger.md';
  await attachFiles(library.db, projectId, [{ uri: `file:///w/${path}`, path }]);
  const found = (chat: boolean, all: boolean) => [
    ['chat', chat],
    ['message', chat],
    ['file', all],
  ];
  expect(await said()).toEqual(found(false, false));
  await arrangeChats(library.db, [id], { shelf: 'archived' });
  expect(await said()).toEqual(found(true, false));
  await arrangeChats(library.db, [id], { shelf: 'active' });
  await shelveProject(library.db, projectId, 'archived');
  expect(await said()).toEqual(found(true, true));
});
