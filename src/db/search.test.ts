import { sql } from 'drizzle-orm';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { arrangeChats } from './chatPlaces';
import { createChat, renameChat } from './chats';
import { attachFiles, detachFile, listFiles } from './files';
import { finishAnswer } from './answers';
import { addExchange } from './exchanges';
import { addMessage } from './messages';
import type { Library } from './open';
import { indexPassages } from './passages';
import { createProject, createProjectWithChat, shelveProject, updateProject } from './projects';
import { messages } from './schema';
import { type MessageSearch, searchMessages } from './search';
import { searchChats, searchFiles, searchProjects } from './searchNames';
import { plainText, type Segment } from './snippets';
import { openTestLibrary } from './testing';

let library: Library;
let projectId: string;
let chatId: string;
beforeEach(async () => {
  library = await openTestLibrary();
  const { project, chat } = await createProjectWithChat(library.db, { name: 'Payments' });
  [projectId, chatId] = [project.id, chat.id];
});
afterEach(() => library.close());

const write = (text: string, change: Partial<typeof messages.$inferInsert> = {}) =>
  addMessage(library.db, { chatId, role: 'user', text, ...change });
const search = (query: string, options: Partial<MessageSearch> = {}) =>
  searchMessages(library.db, { query, order: 'newest', limit: 50, ...options });
const ids = async (query: string, options: Partial<MessageSearch> = {}) =>
  (await search(query, options)).found.map(({ messageId }) => messageId);
const marks = (segments: Segment[] = []) =>
  segments.filter(({ marked }) => marked).map(({ text }) => text);
const marked = async (query: string) => marks((await search(query)).found[0]?.snippet);

test.for([
  ['retry', 'why does it retry?', ['retry']],
  ['retr', 'it retries', ['retries']],
  ['retryi', 'retrying again', ['retrying']],
  ['cafe', 'Ein Café', ['Café']],
  ['"two words"', 'these two words', ['two words']],
  ['http header', 'call parseHTTPHeader(x)', ['HTTP', 'Header']],
  ['parseHTTPHeader', 'call parseHTTPHeader(x)', ['parseHTTPHeader']],
  ['parseHttpHeader', 'def parse_http_header', ['parse_http_header']],
  ['http header', 'def parse_http_header', ['http', 'header']],
  ['text utf', 'as utf8 text', ['utf8', 'text']],
  ['webhook', 'see src/webhook.ts:42', ['webhook']],
  ['京都', '東京都庁に行く', ['京都']],
  ['庁', '東京都庁に行く', ['庁']],
  ['state', 'Reactのstate管理', ['state']],
  ['ที่', 'นี่ที่ไหน', ['ท']],
  ['🎉', 'shipped🎉 at last', ['🎉']],
  ['🇨🇭', 'made in 🇨🇭', ['🇨🇭']],
  ['👍', 'fine 👍🏽', ['👍']],
  ['C++', 'an option c, and c++ as well', ['c++']],
  ['c#', 'written in C#.', ['C#']],
  ['#123', 'see issue #123', ['#123']],
  ['g++ -clang', 'built by g++', ['g++']],
  ['c -c++', 'plain C', ['C']],
  ['retr* twice', 'retries twice', ['retries', 'twice']],
] as const)('%s finds “%s” and marks it', async ([query, text, expected]) => {
  const id = await write(text);
  await write('something else');
  expect(await ids(query)).toEqual([id]);
  expect(await marked(query)).toEqual(expected);
});

test.for([
  ['retry -webhook', 'retry the webhook'],
  ['"words two"', 'these two words'],
  ['都東', '東京都庁'],
  ['retry client', 'retry the server'],
  ['-retry', 'retry'],
  ['tests', 'contests'],
  ['🎉', 'shipped 🚢'],
  ['C++', 'C and option c'],
  ['#123', '123 bottles'],
  ['c -c++', 'C, or rather C++'],
  ['retr twice', 'retries twice'],
] as const)('%s does not find “%s”', async ([query, text]) => {
  await write(text);
  expect(await ids(query)).toEqual([]);
});

const NOISE = ['"', "'", '(', ')', '*', '-', ':', '^', '+', '{', '}', 'AND', 'OR', 'NOT', 'NEAR(', ',', ' ', 'a', 'é', '漢', '\0', '\ud800', '🙂', '“', '”', '_', '\\', '%', 'terms:', '- ']; // prettier-ignore

test('nothing that is typed is a syntax error', async () => {
  await write('anything at all 漢字');
  let seed = 1;
  const next = () => (seed = (Math.imul(seed, 48_271) >>> 0) % 2_147_483_647);
  for (let i = 0; i < 400; i++) {
    const query = Array.from({ length: 1 + (next() % 7) }, () => NOISE[next() % NOISE.length]).join(
      '',
    );
    await expect(search(query), JSON.stringify(query)).resolves.toBeDefined();
    const options = { query, order: 'newest', limit: 5 } as const;
    await expect(searchChats(library.db, options)).resolves.toBeDefined();
    await expect(searchProjects(library.db, options)).resolves.toBeDefined();
    await expect(searchFiles(library.db, options)).resolves.toBeDefined();
  }
});

test('newest first, in pages that neither repeat nor miss one', async () => {
  const written: string[] = [];
  for (let i = 0; i < 7; i++) written.unshift(await write(`needle ${i}`));
  const first = await search('needle', { limit: 3 });
  const second = await search('needle', { limit: 3, before: first.before ?? 0 });
  const third = await search('needle', { limit: 3, before: second.before ?? 0 });
  const all = [first, second, third].flatMap(({ found }) => found.map((f) => f.messageId));
  expect(all).toEqual(written);
  expect(third.before).toBeNull();
});

test('best first puts the message that is about it before the newest', async () => {
  const about = await write('refund refund refund');
  const aside = await write('one refund in a long sentence about a great many other things');
  expect(await ids('refund')).toEqual([aside, about]);
  expect(await ids('refund', { order: 'best' })).toEqual([about, aside]);
  const again = await write('refund refund refund');
  expect(await ids('refund', { order: 'best' })).toEqual([again, about, aside]);
});

test('what a filter lets through is ranked, however many newer ones it does not', async () => {
  const other = await createProjectWithChat(library.db, { name: 'Other' });
  const mine = [await write('refund'), await write('refund refund refund')].reverse();
  await library.db.transaction(async (tx) => {
    const row = { chatId: other.chat.id, role: 'user', text: 'refund' } as const;
    for (let i = 0; i < 50; i++) await tx.insert(messages).values(Array(50).fill(row));
  });
  expect(await ids('refund', { order: 'best', projectId })).toEqual(mine);
});

test('each filter lets through what it says', async () => {
  const other = await createProjectWithChat(library.db, { name: 'Other' });
  const second = await createChat(library.db, projectId);
  const here = await write('needle');
  const there = await write('needle', { chatId: other.chat.id });
  const beside = await write('needle', { chatId: second.id });
  const answer = await write('needle', { role: 'assistant', model: 'openai:gpt' });
  expect(await ids('needle')).toEqual([answer, beside, there, here]);
  expect(await ids('needle', { projectId })).toEqual([answer, beside, here]);
  expect(await ids('needle', { chatId })).toEqual([answer, here]);
  expect(await ids('needle', { role: 'user' })).toEqual([beside, there, here]);
  expect(await ids('needle', { model: 'openai:gpt' })).toEqual([answer]);
  expect(await ids('needle', { from: Date.now() + 1_000 })).toEqual([]);
  expect(await ids('needle', { to: Date.now() + 1_000, role: 'assistant' })).toEqual([answer]);
  expect(await ids('needle', { order: 'best', chatId: second.id })).toEqual([beside]);
});

test('the trash is not searched, the archive is', async () => {
  const id = await write('needle');
  await arrangeChats(library.db, [chatId], { shelf: 'archived' });
  expect(await ids('needle')).toEqual([id]);
  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  expect(await ids('needle')).toEqual([]);
  await arrangeChats(library.db, [chatId], { shelf: 'active' });
  await shelveProject(library.db, projectId, 'trashed');
  expect(await ids('needle')).toEqual([]);
});

test('an answer that ends after later messages were indexed is found by its identifiers', async () => {
  const request = { chatId, model: 'm:m', requestId: 'r', owner: 'o' };
  const sent = await addExchange(library.db, { ...request, text: 'question' });
  if (!sent) throw new Error('Nothing was sent.');
  const { answerId } = sent;
  await ids('question');
  const end = { messageId: answerId, text: 'useRetryPolicy()', reasoning: '', problem: null };
  await finishAnswer(library.db, { ...end, status: 'done' });
  expect(await ids('retry policy')).toEqual([answerId]);
});

test('messages of a library that had no further words get them when the index is made anew', async () => {
  const id = await write('call parseHTTPHeader(x)');
  await library.db.run(sql`update messages set terms = ''`);
  await library.db.run(sql`drop table messages_fts_progress`);
  const { file } = library;
  await library.close();
  library = await openTestLibrary(file);
  expect(await ids('http header')).toEqual([id]);
});

test('a far away mark is near the beginning of its snippet', async () => {
  await write(`${'word '.repeat(200)}needle ${'word '.repeat(200)}`);
  const segments = (await search('needle')).found[0]?.snippet ?? [];
  const lead = plainText(
    segments.slice(
      0,
      segments.findIndex((s) => s.marked),
    ),
  );
  expect(lead.length).toBeLessThan(30);
  expect(lead).toMatch(/^…/);
});

test('a cancelled search ends', async () => {
  await write('needle');
  const signal = AbortSignal.abort();
  await expect(
    searchMessages(library.db, { query: 'needle', order: 'newest', limit: 1 }, signal),
  ).rejects.toThrow('aborted');
});

test('titles, and what projects say of themselves, are found as they are now', async () => {
  const find = async (query: string) =>
    [
      ...(await searchChats(library.db, { query, order: 'newest', limit: 9 })),
      ...(await searchProjects(library.db, { query, order: 'newest', limit: 9 })),
    ].map(({ kind, id }) => [kind, id]);
  await renameChat(library.db, chatId, 'Retry policyForWebhooks');
  await updateProject(library.db, projectId, { instructions: 'Money is in minor units.' });
  expect(await find('retries')).toEqual([['chat', chatId]]);
  expect(await find('policy webhooks')).toEqual([['chat', chatId]]);
  expect(await find('minor unit')).toEqual([['project', projectId]]);
  await renameChat(library.db, chatId, 'Something else');
  expect(await find('retries')).toEqual([]);
  await arrangeChats(library.db, [chatId], { shelf: 'trashed' });
  expect(await find('something')).toEqual([]);
});

test('files are found by their paths and by what is in them, with the line', async () => {
  const attached = [{ uri: 'file:///w/src/deliverWebhook.ts', path: 'src/deliverWebhook.ts' }];
  await attachFiles(library.db, projectId, attached);
  const [file] = await listFiles(library.db, projectId);
  if (!file) throw new Error('The file was not attached.');
  await indexPassages(library.db, file.id, 'h', [{ line: 41, text: 'await fetchJson(url)' }]);
  const find = async (query: string, within?: string) =>
    (await searchFiles(library.db, { query, order: 'newest', projectId: within, limit: 9 })).map(
      ({ title, line, snippet }) => [title, line, marks(snippet)],
    );
  expect(await find('fetch json')).toEqual([['src/deliverWebhook.ts', 41, ['fetch', 'Json']]]);
  expect(await find('deliver webhook')).toEqual([['src/deliverWebhook.ts', null, ['deliver', 'Webhook']]]); // prettier-ignore
  const other = await createProject(library.db, { name: 'Other' });
  expect(await find('fetch', other.id)).toEqual([]);
  await detachFile(library.db, file.id);
  expect(await find('fetch')).toEqual([]);
});

test('the best of the names and files come first when asked for', async () => {
  await renameChat(library.db, chatId, 'Refund');
  const aside = await createChat(library.db, projectId);
  await renameChat(library.db, aside.id, 'Something long that has a refund in it as well');
  const find = async (order: 'newest' | 'best') =>
    (await searchChats(library.db, { query: 'refund', order, limit: 9 })).map(({ id }) => id);
  expect(await find('newest')).toEqual([aside.id, chatId]);
  expect(await find('best')).toEqual([chatId, aside.id]);
});
