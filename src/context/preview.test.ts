import { expect, test } from 'vitest';
import { contentsOf } from '../../test/store/rows';
import { setChatModel } from '../db/chats';
import { addAnswerPicture, addDraftPicture } from '../db/images';
import { addMessage, readBranch } from '../db/messages';
import { getProject, updateProject } from '../db/projects';
import { priceOf } from '../models/prices';
import { Previews } from './preview';
import { planRequest } from './request';
import { type Contents, openTestProject } from './testing';
import { keepCounts } from './tokenCounts';

const words = (text: string) => text.split(/\s+/).filter(Boolean).length;

interface Setting {
  contents?: Contents;
  contextTokens?: number | null;
  inputPrice?: number;
}

/** A project with instructions and a chat of two messages; a word is a token. */
async function openPreviews({ contents = {}, contextTokens = null, inputPrice }: Setting = {}) {
  const project = await openTestProject(contents);
  const { db, projectId, chatId } = project;
  await updateProject(db, projectId, { instructions: 'Be very brief.', maxTokens: 300 });
  await addMessage(db, { chatId, role: 'user', text: 'Hi there' });
  const leafId = await addMessage(db, { chatId, role: 'assistant', text: 'Hello' });
  const counted: string[] = [];
  const previews = new Previews({
    ...{ db, source: project.source },
    count: keepCounts(async (texts) => {
      counted.push(...texts);
      return texts.map(words);
    }),
    contextOf: () => contextTokens,
    sees: (modelId) => !modelId.includes('blind'),
    priceOf: (modelId, usage) =>
      priceOf(usage, {
        ...{ modelId, asked: { model: 'm', baseUrl: 'http://127.0.0.1' } },
        ...(inputPrice !== undefined && {
          ownPrices: { 'p:m': { input: inputPrice, output: 999 } },
        }),
      }),
  });
  const preview = async (text: string, asked: { chatId?: null; modelId?: string } = {}) => {
    const what = { projectId, chatId, modelId: 'p:m', ...asked, text };
    return previews.preview(what, new AbortController().signal);
  };
  return { ...project, leafId, counted, preview };
}

const FILES = { 'src/a.ts': 'one two three\n', 'b.ts': 'four `five`' };

test('the parts add up to what the request has when it is sent', async () => {
  const { preview, db, projectId, read, leafId } = await openPreviews({ contents: FILES });
  const typed = 'and why so often?';
  const previewed = await preview(typed);

  const [project, branch] = await Promise.all([getProject(db, projectId), readBranch(db, leafId)]);
  const { request } = planRequest({ project, model: 'm', attachments: await read(), branch });
  const sent = [request.system, ...request.turns.map(({ text }) => text), typed];
  expect(previewed?.inputTokens).toBe(words(sent.join(' ')));
  expect(previewed?.parts).toEqual([
    { label: 'Instructions', tokens: 3 },
    { label: 'src/a.ts', tokens: expect.any(Number) },
    { label: 'b.ts', tokens: 5 },
    { label: '2 messages before', tokens: 3 },
    { label: 'Message', tokens: 4 },
  ]);
  expect(previewed?.parts.reduce((sum, { tokens }) => sum + tokens, 0)).toBe(
    previewed?.inputTokens,
  );
});

test('a message that begins a chat has no history', async () => {
  const { preview } = await openPreviews();
  expect((await preview('Hi', { chatId: null }))?.parts).toEqual([
    { label: 'Instructions', tokens: 3 },
    { label: 'Message', tokens: 1 },
  ]);
});

test('a keystroke costs the counting of what is typed and nothing else', async () => {
  const { preview, counted } = await openPreviews({ contents: FILES });
  await preview('a');
  counted.length = 0;
  await preview('ab');
  expect(counted).toEqual(['ab']);
});

test('a new message is in the history of the next preview', async () => {
  const { preview, db, chatId } = await openPreviews();
  const before = await preview('x');
  await addMessage(db, { chatId, role: 'user', text: 'three more words' });
  expect((await preview('x'))?.inputTokens).toBe((before?.inputTokens ?? 0) + 3);
});

test('nothing is written', async () => {
  const { preview, file, db, chatId } = await openPreviews({ contents: FILES });
  await setChatModel(db, chatId, 'p:m');
  const before = contentsOf(file);
  expect(before['files']).toHaveLength(2);
  await preview('and why?');
  expect(contentsOf(file)).toEqual(before);
});

test('the price is of the input; what is not known stays unknown', async () => {
  const priced = await openPreviews({ inputPrice: 2, contextTokens: 8_000 });
  expect(await priced.preview('x')).toMatchObject({ costNanos: 7 * 2_000, contextTokens: 8_000 });
  const unknown = await openPreviews();
  expect(await unknown.preview('x')).toMatchObject({
    ...{ costNanos: null, contextTokens: null, problem: null },
  });
});

test('a request that the model cannot take says so before it is sent', async () => {
  const { preview } = await openPreviews({ contextTokens: 400 });
  expect((await preview('word '.repeat(150)))?.problem).toBeNull();
  expect((await preview('word '.repeat(300)))?.problem).toBe(
    'This request has about 306 tokens, and the model takes 400 with the answer. Remove files, start a new chat, or choose a model with a larger context window.',
  );
});

test('Search takes any message and costs nothing, so there is nothing to show', async () => {
  const { preview, counted } = await openPreviews();
  expect(await preview('x', { modelId: 'search' })).toBeNull();
  expect(counted).toEqual([]);
});

test('pictures are counted by their size, those before and those that wait in the draft', async () => {
  const { preview, db, projectId, chatId, leafId } = await openPreviews();
  const size = { mediaType: 'image/png', width: 1_024, height: 1_024, name: '' };
  await addAnswerPicture(db, leafId, { ...size, bytes: Buffer.from('made') });
  for (const content of ['one', 'two']) {
    const bytes = Buffer.from(content);
    await addDraftPicture(db, { projectId, chatId }, { ...size, bytes });
  }
  expect((await preview('Look'))?.parts.slice(1)).toEqual([
    { label: '2 messages before', tokens: 3 },
    { label: '1 picture before', tokens: 765 },
    { label: 'Message', tokens: 1 },
    { label: '2 pictures', tokens: 1_530 },
  ]);
  expect(await preview('Look', { modelId: 'p:blind' })).toMatchObject({
    problem:
      'The model “blind” cannot be shown pictures. Choose a model that can, or remove the pictures.',
    action: 'chooseModel',
  });
  const atHome = await preview('Look', { chatId: null, modelId: 'p:blind' });
  expect(atHome).toMatchObject({ problem: null, action: null });
});
