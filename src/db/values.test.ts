import { eq } from 'drizzle-orm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { hashOf, keepBlobs, readBlob } from './blobs';
import { addMessage, getMessage } from './messages';
import type { Library } from './open';
import { indexPassages } from './passages';
import { createProjectWithChat, getProject } from './projects';
import { projects, requests } from './schema';
import { openTestLibrary } from './testing';

let library: Library;
let chatId: string;
let projectId: string;
beforeAll(async () => {
  library = await openTestLibrary();
  const { project, chat } = await createProjectWithChat(library.db, { name: 'Values' });
  [projectId, chatId] = [project.id, chat.id];
});
afterAll(() => library.close());

async function roundTrip(text: string): Promise<string> {
  const id = await addMessage(library.db, { chatId, role: 'user', text });
  return (await getMessage(library.db, id)).text;
}

test.each([
  ['an emoji of several code points', '👩‍👩‍👧‍👦 🇨🇭'],
  ['scripts and accents, composed or not', '漢字 کتاب e\u0301 é'],
  ['quotes, percent and backslash', `it's 100% "so" \\ and\r\n\ttabs`],
  ['a million characters', 'Lorem 🙂 '.repeat(111_111)],
])('text is read back as it was written: %s', async (_, text) => {
  expect(await roundTrip(text)).toBe(text);
});

test('a NUL is left out, because text is cut there when it is read', async () => {
  expect(await roundTrip('before\0after')).toBe('beforeafter');
});

test('half a surrogate pair becomes the replacement character', async () => {
  expect(await roundTrip('half \ud83d of it')).toBe('half \ufffd of it');
});

test('a passage cut in the middle of an emoji does not bring the process down', async () => {
  const passages = [{ line: 1, text: 'cut here \ud83d' }];
  await indexPassages(library.db, 'some file', 'some hash', passages);
  const rows = await library.db.all<{ text: string }>(`select text from passages_fts`);
  expect(rows).toMatchObject([{ text: 'cut here \ufffd' }]);
});

test('bytes are read back as they were written', async () => {
  const bytes = Uint8Array.from({ length: 1_000_000 }, (_, i) => i % 256);
  await keepBlobs(library.db, new Map([[hashOf(bytes), bytes]]));
  const read = await readBlob(library.db, hashOf(bytes));
  expect(Buffer.compare(Buffer.from(read ?? []), Buffer.from(bytes))).toBe(0);
  await keepBlobs(library.db, new Map([[hashOf(''), new Uint8Array()]]));
  expect(await readBlob(library.db, hashOf(''))).toHaveLength(0);
});

test('numbers and dates keep their kind', async () => {
  const messageId = await addMessage(library.db, { chatId, role: 'assistant', text: 'x' });
  const costNanos = Number.MAX_SAFE_INTEGER;
  const aliveAt = new Date('2026-11-22T12:34:56.789Z');
  const row = { id: 'r', messageId, model: 'm', temperature: 1, costNanos, aliveAt };
  await library.db.insert(requests).values(row);
  const [read] = await library.db.select().from(requests).where(eq(requests.id, 'r'));
  expect(read).toMatchObject(row);
  const [kinds] = await library.db.all<Record<string, string>>(
    `select typeof(cost_nanos) as cost, typeof(alive_at) as alive, typeof(temperature) as t from requests`,
  );
  expect(kinds).toMatchObject({ cost: 'integer', alive: 'integer', t: 'real' });
});

test.each([
  { name: '' },
  { name: 'x'.repeat(256) },
  { temperature: -0.1 },
  { temperature: 2.1 },
  { maxTokens: 0 },
])('the database itself refuses $name$temperature$maxTokens', async (bad) => {
  const project = { name: 'fine', ...bad };
  await expect(library.db.insert(projects).values(project)).rejects.toMatchObject({
    cause: { code: expect.stringContaining('CONSTRAINT') },
  });
});

test('settings that were not given have their defaults', async () => {
  expect(await getProject(library.db, projectId)).toMatchObject({
    temperature: 0.7,
    maxTokens: 4_000,
    model: null,
    shelf: 'active',
  });
});
