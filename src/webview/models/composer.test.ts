import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scriptedHost } from '../testing';
import { ComposerModel } from './composer';

const place = { projectId: 'p', chatId: 'c' };
const nothing = () => undefined;

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

async function compose(
  answers: Record<string, () => unknown> = {},
  where: typeof place | { projectId: string; chatId: null } = place,
) {
  const script = scriptedHost({
    openChat: () => ({ draft: 'half a thou' }),
    openProject: () => ({ draft: 'for the project' }),
    saveDraft: nothing,
    saveProjectDraft: nothing,
    sendMessage: nothing,
    sendFirstMessage: nothing,
    ...answers,
  });
  const composer = new ComposerModel(script.host, where);
  await composer.load();
  return { ...script, composer };
}

test('the draft comes back', async () => {
  const { composer } = await compose();
  expect(composer.draft.text.value).toBe('half a thou');
  expect(composer.loaded.value).toBe(true);
});

test('a draft is asked to be saved within 250 ms of the first keystroke, typing on or not', async () => {
  const { composer, inputsOf } = await compose();
  for (let i = 1; i <= 10; i++) {
    composer.draft.type('x'.repeat(i));
    await vi.advanceTimersByTimeAsync(30);
  }
  expect(inputsOf('saveDraft')).toEqual([{ chatId: 'c', draft: 'xxxxxxxxx' }]);
  await vi.advanceTimersByTimeAsync(250);
  expect(inputsOf('saveDraft').at(-1)).toEqual({ chatId: 'c', draft: 'xxxxxxxxxx' });
});

test('leaving saves at once', async () => {
  const { composer, inputsOf } = await compose();
  composer.draft.type('going');
  await composer.draft.flush();
  expect(inputsOf('saveDraft')).toEqual([{ chatId: 'c', draft: 'going' }]);
});

test('a composer that is taken away saves at once', async () => {
  const { composer, inputsOf } = await compose();
  composer.draft.type('going');
  composer[Symbol.dispose]();
  expect(inputsOf('saveDraft')).toEqual([{ chatId: 'c', draft: 'going' }]);
});

test('without a chat the draft is the project’s and the first message makes the chat', async () => {
  const { composer, inputsOf } = await compose({}, { projectId: 'p', chatId: null });
  expect(composer.draft.text.value).toBe('for the project');
  composer.draft.type('Hi');
  await composer.submit();
  expect(inputsOf('saveProjectDraft')).toEqual([{ projectId: 'p', draft: 'Hi' }]);
  expect(inputsOf('sendFirstMessage')).toEqual([{ projectId: 'p', text: 'Hi', pictureIds: [] }]);
});

test('sending empties the box, and nothing saves the sent text as a draft afterwards', async () => {
  const { composer, asked } = await compose();
  composer.draft.type('Hi');
  await composer.submit();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(composer.draft.text.value).toBe('');
  expect(asked.slice(2)).toEqual([
    ['saveDraft', { chatId: 'c', draft: 'Hi' }],
    ['sendMessage', { chatId: 'c', text: 'Hi', pictureIds: [] }],
  ]);
});

test('what was not sent stays in the box, with the reason', async () => {
  const { composer } = await compose({
    sendMessage: () => Promise.reject(new Error('The disk is full.')),
  });
  composer.draft.type('Hi');
  expect(await composer.submit()).toBe(false);
  expect(composer.draft.text.value).toBe('Hi');
  expect(composer.problem.value).toBe('The disk is full.');
});

test('words typed while a message is on its way stay', async () => {
  const sent = Promise.withResolvers<void>();
  const { composer } = await compose({ sendMessage: () => sent.promise });
  composer.draft.type('Hi');
  const sending = composer.submit();
  await vi.advanceTimersByTimeAsync(0);
  composer.draft.type('Hi and more');
  sent.resolve();
  await sending;
  expect(composer.draft.text.value).toBe(' and more');
});

test('a blank message is not sent', async () => {
  const { composer, inputsOf } = await compose();
  composer.draft.type('  \n ');
  expect(await composer.submit()).toBe(false);
  expect(inputsOf('sendMessage')).toEqual([]);
});

test('a draft from another window is shown, but never over words that are not saved yet', async () => {
  const { composer, publish } = await compose();
  publish('draftChanged', { ...place, draft: 'from elsewhere' });
  expect(composer.draft.text.value).toBe('from elsewhere');
  composer.draft.type('my own');
  publish('draftChanged', { ...place, draft: 'from elsewhere again' });
  expect(composer.draft.text.value).toBe('my own');
});

test('a draft that could not be saved says so and stays', async () => {
  const { composer } = await compose({
    saveDraft: () => Promise.reject(new Error('The disk is full.')),
  });
  composer.draft.type('Hi');
  await composer.draft.flush();
  expect(composer.draft.problem.value).toBe('The draft is not saved. The disk is full.');
  expect(composer.draft.text.value).toBe('Hi');
});

test('words that could not be saved are not given up for what the library has', async () => {
  const { composer, publish, inputsOf } = await compose({
    saveDraft: () => Promise.reject(new Error('The disk is full.')),
  });
  composer.draft.type('Hi');
  await composer.draft.flush();
  publish('draftChanged', { ...place, draft: 'from elsewhere' });
  await composer.load();
  expect(composer.draft.text.value).toBe('Hi');
  expect(inputsOf('saveDraft')).toHaveLength(2);
});

test('a library that is opened again is told the last words before it is asked for the draft', async () => {
  const { composer, asked } = await compose();
  composer.draft.type('typed');
  await composer.load();
  expect(asked.slice(2).map(([method]) => method)).toEqual([
    'saveDraft',
    'openChat',
    'draftPictures',
  ]);
});

test('what is typed while the draft is read stays', async () => {
  const reading = Promise.withResolvers<{ draft: string }>();
  const answers = [Promise.resolve({ draft: 'half' }), reading.promise];
  const { composer } = await compose({ openChat: () => answers.shift() });
  const load = composer.load();
  await vi.advanceTimersByTimeAsync(0);
  composer.draft.type('half a thought');
  await composer.draft.flush();
  reading.resolve({ draft: 'half' });
  await load;
  expect(composer.draft.text.value).toBe('half a thought');
});

test('what was sent while the draft was read does not come back', async () => {
  const reading = Promise.withResolvers<{ draft: string }>();
  const answers = [Promise.resolve({ draft: 'Hi' }), reading.promise];
  const { composer } = await compose({ openChat: () => answers.shift() });
  const load = composer.load();
  await vi.advanceTimersByTimeAsync(0);
  await composer.submit();
  reading.resolve({ draft: 'Hi' });
  await load;
  expect(composer.draft.text.value).toBe('');
});
