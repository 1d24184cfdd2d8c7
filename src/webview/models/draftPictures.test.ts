import { expect, test } from 'vitest';
import { scriptedHost } from '../testing';
import { ComposerModel } from './composer';
import { DraftPicturesModel } from './draftPictures';

const place = { projectId: 'p', chatId: 'c' };
const picture = (pictureId: string) => ({
  ...{ pictureId, mediaType: 'image/png', width: 1, height: 1, name: '' },
});
const fake = { name: 'a.png', content: new Blob(['I am a PNG, trust me.']) };
const limits = { longEdge: 100, bytes: 1_000 };

test('another view adds one: it is shown; one of another chat is not asked for', async () => {
  let all = [picture('1')];
  const { host, publish, asked } = scriptedHost({ draftPictures: () => all });
  const model = new DraftPicturesModel(host, place);
  await model.load();
  expect(model.isEmpty.value).toBe(false);
  all = [picture('1'), picture('2')];
  publish('draftPicturesChanged', { projectId: 'p', chatId: 'other' });
  publish('draftPicturesChanged', place);
  await expect.poll(() => model.pictures.value.length).toBe(2);
  expect(asked).toHaveLength(2);
});

test.each([
  ['a.png', 'I am a PNG, trust me.', '“a.png” is no picture that can be read.'],
  ['', 'neither am I', 'This is no picture that can be read.'],
  ['a.svg', '<svg/>', '“a.svg” is an SVG, which no model can be shown. Attach it as a file, or as a PNG.'], // prettier-ignore
  ['b.png', '<?xml version="1.0"?><svg/>', '“b.png” is an SVG, which no model can be shown. Attach it as a file, or as a PNG.'], // prettier-ignore
  ['big.png', 'x'.repeat(50_000_000), '“big.png” has 50 MB; a picture may have 30 MB.'],
])(
  '%s is refused in one sentence, and nothing of it leaves the view',
  async (name, content, said) => {
    const { host, inputsOf } = scriptedHost({
      pictureLimits: () => limits,
      draftPictures: () => [],
    });
    const model = new DraftPicturesModel(host, place);
    await model.add([{ name, content: new Blob([content]) }]);
    expect(model.problem.value).toBe(said);
    expect(model.isEmpty.value).toBe(true);
    expect(inputsOf('addPicture')).toEqual([]);
  },
);

test('what is removed goes at once, and comes back when it could not be removed', async () => {
  const { host } = scriptedHost({
    draftPictures: () => [picture('1')],
    removePicture: () => {
      throw new Error('The disk is full.');
    },
  });
  const model = new DraftPicturesModel(host, place);
  await model.load();
  const removing = model.remove('1');
  expect(model.isEmpty.value).toBe(true);
  await removing;
  expect(model.problem.value).toBe('The disk is full.');
  expect(model.pictures.value).toHaveLength(1);
});

test('a picture on its way that cannot be added holds its message back; those there go with it', async () => {
  const { host, inputsOf } = scriptedHost({
    openChat: () => ({ draft: 'Look' }),
    pictureLimits: () => limits,
    draftPictures: () => [picture('1')],
    sendMessage: () => undefined,
  });
  const composer = new ComposerModel(host, place);
  await composer.load();
  void composer.pictures.add([fake]);
  expect(await composer.submit()).toBe(false);
  expect(inputsOf('sendMessage')).toEqual([]);
  expect(await composer.submit()).toBe(true);
  expect(inputsOf('sendMessage')).toEqual([{ chatId: 'c', text: 'Look', pictureIds: ['1'] }]);
  expect(composer.pictures.problem.value).toBeUndefined();
});
