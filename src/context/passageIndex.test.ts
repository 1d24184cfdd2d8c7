import { expect, test } from 'vitest';
import { detachFile } from '../db/files';
import { findPassages } from '../db/passages';
import { indexAttachments, splitPassages } from './passageIndex';
import { type Contents, filesOf, openTestProject } from './testing';

test.each([
  ['line feeds', '\n'],
  ['carriage returns and line feeds', '\r\n'],
  ['carriage returns', '\r'],
])('passages of a file with %s know their lines', (_, lineBreak) => {
  const lines = Array.from({ length: 30 }, (_line, n) => (n === 12 ? '  ' : `line ${n + 1}`));
  const passages = splitPassages(lines.join(lineBreak));
  expect(passages.map(({ line }) => line)).toEqual([1, 14, 25]);
  expect(passages[1]?.text.split('\n')[0]).toBe('line 14');
});

test('a file of nothing has no passages', () => {
  expect(splitPassages('')).toEqual([]);
  expect(splitPassages('\n \n\t\r\n')).toEqual([]);
});

async function openIndexed(contents: Contents) {
  const project = await openTestProject(contents);
  const { db, projectId } = project;
  const index = async (from = project.source) =>
    indexAttachments(db, projectId, await project.read(from));
  await index();
  const find = async (word: string) =>
    (await findPassages(db, { projectId, match: `"${word}"`, limit: 9 })).map(
      ({ path, line }) => `${path}:${line}`,
    );
  return { ...project, index, find };
}

test('what changed in a file is found, what left it is not', async () => {
  const contents: Contents = { 'a.ts': 'apple\n\nbanana', 'b.ts': '\ncherry' };
  const { index, find } = await openIndexed(contents);
  expect(await find('banana')).toEqual(['a.ts:1']);
  expect(await find('cherry')).toEqual(['b.ts:2']);

  contents['a.ts'] = 'date';
  await index();
  expect(await find('banana')).toEqual([]);
  expect(await find('date')).toEqual(['a.ts:1']);
  expect(await find('cherry')).toEqual(['b.ts:2']);
});

test.each<[string, (contents: Contents) => ReturnType<typeof filesOf>]>([
  ['emptied', (contents) => filesOf({ ...contents, 'a.ts': '' })],
  ['gone', ({ 'a.ts': _, ...rest }) => filesOf(rest)],
  ['binary', (contents) => filesOf({ ...contents, 'a.ts': Buffer.alloc(100) })],
  ['no longer trusted', (contents) => ({ ...filesOf(contents), isTrusted: () => false })],
])('nothing is found in a file that is %s, until it is back', async (_, after) => {
  const contents = { 'a.ts': 'apple' };
  const { index, find, source } = await openIndexed(contents);
  await index(after(contents));
  expect(await find('apple')).toEqual([]);
  await index(source);
  expect(await find('apple')).toEqual(['a.ts:1']);
});

test('nothing is found in a file that is no longer attached', async () => {
  const { db, rows, find } = await openIndexed({ 'a.ts': 'apple', 'b.ts': 'apple' });
  for (const { id, path } of await rows()) if (path === 'a.ts') await detachFile(db, id);
  expect(await find('apple')).toEqual(['b.ts:1']);
});
