import { expect, test, vi } from 'vitest';
import { readAttachments } from './attachments';
import { FileMissing } from './fileSource';
import { type DatedFileSource, keepFiles } from './keptFiles';
import { filesOf, openTestProject } from './testing';

const LONG_AGO = Date.UTC(2026, 0, 1);

function openFiles(contents: Record<string, string>) {
  const mtimes: Record<string, number> = {};
  const plain = filesOf(contents);
  const read = vi.fn<DatedFileSource['read']>(plain.read);
  const source: DatedFileSource = {
    ...plain,
    read,
    stat: async (uri) => ({ size: await plain.size(uri), mtime: mtimes[uri] ?? LONG_AGO }),
  };
  const files = keepFiles(source);
  const text = async (uri: string) => {
    await files.size(uri);
    return Buffer.from(await files.read(uri)).toString();
  };
  return { contents, mtimes, read, files, text };
}

test('what has not changed is not read again', async () => {
  const { db, attach, rows } = await openTestProject({});
  const { contents, mtimes, read, files } = openFiles({ a: 'one', b: 'two' });
  for (const path of ['a', 'b']) await attach(path);
  const first = await readAttachments(db, files, await rows());
  expect(await readAttachments(db, files, await rows())).toEqual(first);
  expect(read).toHaveBeenCalledTimes(2);

  contents['a'] = 'six';
  mtimes['a'] = LONG_AGO + 1;
  expect(await readAttachments(db, files, await rows())).toMatchObject([
    { text: 'six' },
    { text: 'two' },
  ]);
  expect(read).toHaveBeenCalledTimes(3);
});

test('another length is another content, whatever the date says', async () => {
  const { contents, text } = openFiles({ a: 'one' });
  await text('a');
  contents['a'] = 'three';
  expect(await text('a')).toBe('three');
});

test.each([
  ['was written to a moment ago', Date.now()],
  ['has no date', 0],
])('a file that %s is read every time: it may have changed again', async (_, mtime) => {
  const { contents, mtimes, text } = openFiles({ a: 'one' });
  mtimes['a'] = mtime;
  expect(await text('a')).toBe('one');
  contents['a'] = 'two';
  expect(await text('a')).toBe('two');
});

test('a file that is gone is gone', async () => {
  const { contents, text } = openFiles({ a: 'one' });
  await text('a');
  delete contents['a'];
  await expect(text('a')).rejects.toThrow(FileMissing);
});

test('no more is kept than fits', async () => {
  const large = 'x'.repeat(900_000);
  const uris = Array.from({ length: 40 }, (_, i) => `file ${i}`);
  const { read, text } = openFiles(Object.fromEntries(uris.map((uri) => [uri, large])));
  for (const uri of uris) await text(uri);
  read.mockClear();
  await text(uris.at(-1) ?? '');
  expect(read).not.toHaveBeenCalled();
  await text(uris[0] ?? '');
  expect(read).toHaveBeenCalledTimes(1);
});
