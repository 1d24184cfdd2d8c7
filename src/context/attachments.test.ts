import { expect, test } from 'vitest';
import { hashOf, keepBlobs } from '../db/blobs';
import { markSeen, setFileHashes } from '../db/files';
import { FILE_LIMIT, isSent } from './attachments';
import { type Contents, filesOf, openTestProject } from './testing';

const PNG = Buffer.from('89504e470d0a1a0a0000000d49484452000000ff', 'hex');
const refuse = (why: string) => () => {
  throw new Error(why);
};

test.each<[string, Contents[string], string, string]>([
  ['binary', PNG, 'binary', 'The file is binary, not text.'],
  [
    'over 1 MB',
    'x'.repeat(FILE_LIMIT + 1),
    'tooLarge',
    'The file has 1.0 MB; at most 1 MB is sent.',
  ],
  ['unreadable', refuse('EACCES'), 'unreadable', 'The file cannot be read: EACCES'],
])('a file that is %s is left out, and says why', async (_, content, state, why) => {
  const { read } = await openTestProject({ 'a.ts': content });
  const [attachment] = await read();
  expect(attachment).toMatchObject({ state, why });
  expect(attachment && isSent(attachment)).toBe(false);
});

test('a file that is gone is left out, and says so', async () => {
  const { read, attach } = await openTestProject({});
  await attach('gone.ts');
  expect(await read()).toMatchObject([{ state: 'missing', why: 'The file is no longer there.' }]);
});

test('a file of exactly 1 MB is sent', async () => {
  const { read } = await openTestProject({ 'a.ts': 'x'.repeat(FILE_LIMIT) });
  expect(await read()).toMatchObject([{ state: 'current' }]);
});

test('a file that grows while it is read is left out', async () => {
  const { read, source } = await openTestProject({ 'a.ts': 'x'.repeat(FILE_LIMIT + 1) });
  expect(await read({ ...source, size: async () => 10 })).toMatchObject([
    { state: 'tooLarge', size: FILE_LIMIT + 1 },
  ]);
});

test('without trust nothing is read', async () => {
  const { read } = await openTestProject({ 'a.ts': 'a' });
  const unread = () => expect.unreachable('It was read.');
  const untrusted = { isTrusted: () => false, size: unread, read: unread };
  expect(await read(untrusted)).toMatchObject([
    { state: 'untrusted', why: 'Not read: this workspace is not trusted.' },
  ]);
});

test.each<[string, Uint8Array, string]>([
  ['UTF-8', Buffer.from('Grüße 😀'), 'Grüße 😀'],
  ['UTF-8 with a byte order mark', Buffer.from('\uFEFFGrüße'), 'Grüße'],
  ['UTF-16, little end first', Buffer.from('\uFEFFGrüße 😀', 'utf16le'), 'Grüße 😀'],
  ['UTF-16, big end first', Buffer.from('\uFEFFGrüße 😀', 'utf16le').swap16(), 'Grüße 😀'],
  ['nothing at all', Buffer.alloc(0), ''],
])('a file of %s is sent as its text and named by its bytes', async (_, bytes, text) => {
  const { read } = await openTestProject({ 'a.ts': bytes });
  expect(await read()).toMatchObject([{ state: 'current', text, hash: hashOf(bytes) }]);
});

test('one file that cannot be read keeps no other from being sent', async () => {
  const { read } = await openTestProject({ 'a.ts': refuse('no'), 'b.ts': 'b', 'c.ts': PNG });
  expect((await read()).map(({ state }) => state)).toEqual(['unreadable', 'current', 'binary']);
});

test('a live file is stale when a model saw it otherwise, and not before', async () => {
  const contents: Contents = { 'a.ts': 'one' };
  const { db, read, rows } = await openTestProject(contents);
  const keep = async () => {
    const sent = (await read()).filter(isSent);
    await keepBlobs(db, new Map(sent.map(({ hash, bytes }) => [hash, bytes])));
    await setFileHashes(db, sent);
  };
  await keep();
  contents['a.ts'] = 'two';
  expect(await read()).toMatchObject([{ state: 'current', text: 'two' }]);

  await keep();
  await markSeen(
    db,
    (await rows()).map(({ id }) => id),
  );
  expect(await read()).toMatchObject([{ state: 'current' }]);
  contents['a.ts'] = '';
  expect(await read()).toMatchObject([{ state: 'changed', text: '' }]);
  contents['a.ts'] = 'two';
  expect(await read()).toMatchObject([{ state: 'current' }]);
});

test('a snapshot is sent as it was kept, wherever its file is now', async () => {
  const contents: Contents = { 'a.ts': 'kept' };
  const { db, read } = await openTestProject(contents, { 'a.ts': 'snapshot' });
  const first = (await read()).filter(isSent);
  await keepBlobs(db, new Map(first.map(({ hash, bytes }) => [hash, bytes])));
  await setFileHashes(db, first);

  contents['a.ts'] = 'changed since';
  expect(await read()).toMatchObject([{ state: 'kept', text: 'kept' }]);
  expect(await read({ ...filesOf({}), isTrusted: () => false })).toMatchObject([
    { state: 'kept', text: 'kept' },
  ]);
});

test('a snapshot of nothing is a snapshot', async () => {
  const { db, read } = await openTestProject({ 'a.ts': '' }, { 'a.ts': 'snapshot' });
  const first = (await read()).filter(isSent);
  await keepBlobs(db, new Map(first.map(({ hash, bytes }) => [hash, bytes])));
  await setFileHashes(db, first);
  expect(await read(filesOf({}))).toMatchObject([{ state: 'kept', text: '' }]);
});

test('a binary snapshot is left out like any binary file', async () => {
  const { db, read, rows } = await openTestProject({ 'a.png': PNG }, { 'a.png': 'snapshot' });
  const hash = hashOf(PNG);
  await keepBlobs(db, new Map([[hash, PNG]]));
  await setFileHashes(
    db,
    (await rows()).map((row) => ({ row, hash })),
  );
  expect(await read()).toMatchObject([{ state: 'binary', size: PNG.length }]);
});
