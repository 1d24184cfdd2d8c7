import { expect, test } from 'vitest';
import { pngOf } from '../../test/servers/pictures';
import { readBlob } from '../db/blobs';
import type { AnswerPart } from '../models/provider';
import { openTestChat, providerOf } from './testing';

const giving = (...parts: AnswerPart[]) =>
  providerOf(async function* () {
    yield* parts;
  });
const picture = (data: Uint8Array): AnswerPart => ({ type: 'image', mediaType: 'image/png', data });
const source = (url: string, title: string | null = null): AnswerPart => ({
  ...{ type: 'citation', url, title },
});
const stop: AnswerPart = { type: 'finish', reason: 'stop' };

test('a picture in an answer is kept with it, told at once, and stays over Continue and versions', async () => {
  const chat = await openTestChat(
    giving({ type: 'text', text: 'Here' }, picture(pngOf(4, 3)), {
      type: 'finish',
      reason: 'length',
    }),
  );
  const half = await chat.ask('Draw');
  expect(half).toMatchObject({ status: 'failed', pictures: [{ width: 4, height: 3 }] });
  const [kept] = half.pictures;
  expect(await readBlob(chat.db, kept?.hash ?? '')).toEqual(pngOf(4, 3));
  expect(await chat.until('answerPictures', { messageId: half.messageId })).toMatchObject({
    pictures: [{ pictureId: kept?.id, mediaType: 'image/png' }],
  });

  chat.answerWith(giving({ type: 'text', text: ' it is.' }, picture(pngOf(2, 2)), stop));
  await chat.answers.continue(half.messageId);
  await chat.answers.ended(chat.chat.id);
  const [, whole] = await chat.branch(half.messageId);
  expect(whole).toMatchObject({ text: 'Here it is.', status: 'done' });
  expect(whole?.pictures.map(({ width }) => width)).toEqual([4, 2]);

  const again = await chat.answers.regenerate(half.messageId);
  await chat.answers.ended(chat.chat.id);
  const [, version] = await chat.branch(again.messageId);
  expect(version).toMatchObject({ versionIndex: 2, pictures: [{ width: 2 }] });
  expect((await chat.branch(half.messageId))[1]?.pictures).toHaveLength(2);
});

test('an answer that is but a picture is whole', async () => {
  const chat = await openTestChat(giving(picture(pngOf(4, 3)), stop));
  expect(await chat.ask('Draw')).toMatchObject({ status: 'done', text: '', problem: null });
});

test('what says it is a picture and is none is not kept', async () => {
  const svg = Buffer.from(
    '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
  );
  const chat = await openTestChat(giving(picture(svg), stop));
  expect(await chat.ask('Draw')).toMatchObject({ status: 'failed', pictures: [] });
  expect(chat.logged).toHaveLength(1);
});

test('sources are kept once each, in their order, over Continue; only https is one', async () => {
  const chat = await openTestChat(
    giving(
      { type: 'text', text: 'Twice' },
      source('https://a.example/x'),
      source('http://b.example/'),
      source('javascript:alert(1)'),
      source('https://c.example/', ' Why\n twice\u0000 '),
      source('https://a.example/x', 'A'),
      { type: 'finish', reason: 'length' },
    ),
  );
  const half = await chat.ask('Why?');
  const first = [
    { url: 'https://a.example/x', title: 'A' },
    { url: 'https://c.example/', title: 'Why twice' },
  ];
  expect(half.citations).toEqual(first);

  chat.answerWith(giving({ type: 'text', text: ' over.' }, source('https://d.example/'), stop));
  await chat.answers.continue(half.messageId);
  const ended = await chat.until('messageChanged', { status: 'done', messageId: half.messageId });
  expect(ended['citations']).toEqual([...first, { url: 'https://d.example/', title: '' }]);
});

test('an answer without sources has none', async () => {
  const chat = await openTestChat(giving({ type: 'text', text: 'Hi' }, stop));
  expect((await chat.ask('Hi')).citations).toBeNull();
});
