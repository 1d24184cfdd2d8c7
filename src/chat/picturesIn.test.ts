import { eq } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { pngOf } from '../../test/servers/pictures';
import { replayRequest } from '../context/replay';
import { hashOf } from '../db/blobs';
import { addDraftPicture, draftPictures, removeDraftPicture } from '../db/images';
import { getReceipt } from '../db/requests';
import { messages } from '../db/schema';
import type { AnswerPart } from '../models/provider';
import { unpriced } from './billing';
import { openTestChat, providerOf, saying } from './testing';

const picture = (width: number, name = `${width}.png`) => ({
  ...{ bytes: pngOf(width, 3), mediaType: 'image/png', width, height: 3, name },
});
type Chat = Awaited<ReturnType<typeof openTestChat>>;
const placeOf = ({ project, chat }: Chat) => ({ projectId: project.id, chatId: chat.id });

/** Puts pictures of these widths into the draft. Returns their ids. */
async function draw(chat: Chat, ...widths: number[]): Promise<string[]> {
  for (const width of widths) await addDraftPicture(chat.db, placeOf(chat), picture(width));
  return (await draftPictures(chat.db, placeOf(chat))).map(({ id }) => id);
}

async function send(chat: Chat, text: string, pictureIds: string[] = []) {
  const sent = await chat.answers.send(chat.chat.id, text, { pictureIds });
  await chat.answers.ended(chat.chat.id);
  return sent;
}
const partsOf = async ({ db }: Chat, requestId: string) =>
  (await getReceipt(db, requestId)).parts
    .filter(({ kind }) => kind === 'image')
    .map(({ label, hash, omitted }) => ({ label, hash, omitted }));

test('pictures go from the draft into the message with it, and the model is shown them', async () => {
  const provider = saying('Nice.');
  const chat = await openTestChat(provider);
  const ids = await draw(chat, 4, 5);
  const { messageId, requestId } = await send(chat, 'Look', ids);

  expect(provider.asked[0]?.turns).toEqual([
    {
      role: 'user',
      text: 'Look',
      images: [4, 5].map((width) => ({ mediaType: 'image/png', data: pngOf(width, 3) })),
    },
  ]);
  const [message] = await chat.branch(messageId);
  expect(message?.pictures.map(({ id }) => id)).toEqual(ids);
  expect(await draftPictures(chat.db, placeOf(chat))).toEqual([]);
  expect(await chat.until('draftPicturesChanged')).toEqual(placeOf(chat));
  expect(await partsOf(chat, requestId)).toEqual([
    { label: '4.png', hash: hashOf(pngOf(4, 3)), omitted: null },
    { label: '5.png', hash: hashOf(pngOf(5, 3)), omitted: null },
  ]);
});

test('a message may be but a picture, and the first of a chat takes those of the project’s home', async () => {
  const provider = saying('Nice.');
  const chat = await openTestChat(provider);
  const home = { projectId: chat.project.id, chatId: null };
  await addDraftPicture(chat.db, home, picture(4));
  const [waiting] = await draftPictures(chat.db, home);
  const sent = await chat.answers.sendFirst(chat.project.id, '', [waiting?.id ?? '']);
  await chat.answers.ended(sent.chatId);
  expect(provider.asked[0]?.turns).toMatchObject([{ text: '', images: [{}] }]);
  expect(await draftPictures(chat.db, home)).toEqual([]);
});

test('what is removed or sent elsewhere meanwhile: nothing is sent, and the draft stays', async () => {
  const chat = await openTestChat(saying('Nice.'));
  const ids = await draw(chat, 4, 5);
  await removeDraftPicture(chat.db, ids[0] ?? '');
  await expect(send(chat, 'Look', ids)).rejects.toThrow('A picture was removed meanwhile.');
  expect(await draftPictures(chat.db, placeOf(chat))).toHaveLength(1);
  expect(await chat.db.select().from(messages).where(eq(messages.chatId, chat.chat.id))).toEqual(
    [],
  );
});

test('what was sent is not removed as if it were a draft', async () => {
  const chat = await openTestChat(saying('Nice.'));
  const ids = await draw(chat, 4);
  const { messageId } = await send(chat, 'Look', ids);
  expect(await removeDraftPicture(chat.db, ids[0] ?? '')).toBeUndefined();
  expect((await chat.branch(messageId))[0]?.pictures).toHaveLength(1);
});

test('pictures stay in the conversation, those of answers with the message after them; a receipt replays', async () => {
  const drawing = providerOf(async function* (): AsyncGenerator<AnswerPart> {
    yield { type: 'image', mediaType: 'image/png', data: pngOf(7, 7) };
    yield { type: 'finish', reason: 'stop' };
  });
  const chat = await openTestChat(drawing);
  await send(chat, 'Draw like this', await draw(chat, 4));
  const provider = saying('Bluer.');
  chat.answerWith(provider);
  const { requestId } = await send(chat, 'Bluer', await draw(chat, 5));

  const [request] = provider.asked;
  expect(request?.turns.map(({ role, text, images = [] }) => [role, text, images.length])).toEqual([
    ['user', 'Draw like this', 1],
    ['assistant', '[A picture]', 0],
    ['user', 'Bluer', 2],
  ]);
  expect(await replayRequest(chat.db, requestId)).toEqual(request);
});

test('a model that sees no pictures is told that they are not shown, and so says the receipt', async () => {
  const chat = await openTestChat(saying('Nice.'), {
    billing: { ...unpriced, sees: (modelId) => modelId !== 'test:blind' },
  });
  await send(chat, 'Look', await draw(chat, 4, 5));
  const blind = saying('What?');
  chat.answerWith(blind);
  const { requestId } = await chat.answers.send(chat.chat.id, 'And?', { model: 'test:blind' });
  await chat.answers.ended(chat.chat.id);
  expect(blind.asked[0]?.turns[0]).toEqual({
    role: 'user',
    text: 'Look\n\n[2 pictures that are not shown here]',
  });
  const why = 'This model cannot be shown pictures.';
  expect((await partsOf(chat, requestId)).map(({ omitted }) => omitted)).toEqual([why, why]);
  expect(await replayRequest(chat.db, requestId)).toEqual(blind.asked[0]);
});

test('a message with pictures does not leave for a model that sees none', async () => {
  const blind = saying('What?');
  const chat = await openTestChat(blind, { billing: { ...unpriced, sees: () => false } });
  const { messageId } = await send(chat, 'Look', await draw(chat, 4));
  const [question, answer] = await chat.branch(messageId);
  expect(question?.pictures).toHaveLength(1);
  expect(answer).toMatchObject({
    status: 'failed',
    problem: {
      sentence:
        'The model “model” cannot be shown pictures. Choose a model that can, or remove the pictures.',
      action: 'chooseModel',
    },
  });
  expect(blind.asked).toEqual([]);
});

test('a message has at most 20 pictures', async () => {
  const chat = await openTestChat(saying('Nice.'));
  await draw(chat, ...Array.from({ length: 20 }, (_, i) => i + 1));
  await expect(draw(chat, 21)).rejects.toThrow('A message has at most 20 pictures.');
});
