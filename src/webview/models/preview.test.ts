import { signal } from '@preact/signals';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { scriptedHost } from '../testing';
import { ASK_AFTER_MS, PreviewModel } from './preview';

const place = { projectId: 'p', chatId: 'c' };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function open(previewRequest: (input: { text: string }) => unknown = ({ text }) => text.length) {
  const text = signal('');
  const script = scriptedHost({ previewRequest });
  const model = new PreviewModel(script.host, place, text);
  const type = async (words: string) => {
    for (const end of words.split('').keys()) {
      text.value = words.slice(0, end + 1);
      await vi.advanceTimersByTimeAsync(30);
    }
  };
  const rest = () => vi.advanceTimersByTimeAsync(ASK_AFTER_MS);
  return { ...script, model, type, rest };
}

test('it asks once typing stops', async () => {
  const { type, rest, inputsOf } = open();
  await type('why twice?');
  expect(inputsOf('previewRequest')).toEqual([]);
  await rest();
  expect(inputsOf('previewRequest')).toEqual([{ ...place, text: 'why twice?' }]);
});

test('typing on cancels the question before, and its answer is not shown', async () => {
  const first = Promise.withResolvers<unknown>();
  const { model, type, rest, posted } = open(({ text }) =>
    text === 'a' ? first.promise : { inputTokens: 2 },
  );
  await type('a');
  await rest();
  await type('ab');
  expect(posted.map((message) => message.type)).toEqual(['request', 'cancel']);
  await rest();
  first.resolve({ inputTokens: 1 });
  await vi.advanceTimersByTimeAsync(0);
  expect(model.preview.value).toEqual({ inputTokens: 2 });
});

test.for([
  ['filesChanged', { projectId: 'p' }, 1],
  ['filesChanged', { projectId: 'other' }, 0],
  ['projectsChanged', { projectId: 'p' }, 1],
  ['modelChanged', {}, 1],
  ['branchChanged', { chatId: 'c' }, 1],
  ['messageChanged', { chatId: 'other' }, 0],
] as const)('after %s about %o it asks %i times', async ([name, payload, times]) => {
  const { rest, publish, inputsOf } = open();
  await rest();
  const before = inputsOf('previewRequest').length;
  publish(name, payload);
  await rest();
  expect(inputsOf('previewRequest').length - before).toBe(times);
});

test('figures that cannot be had are not shown', async () => {
  const { model, rest } = open();
  await rest();
  expect(model.preview.value).toBe(0);
  const failing = open(() => Promise.reject(new Error('busy')));
  await failing.rest();
  expect(failing.model.preview.value).toBeNull();
});

test('a composer that is taken away asks nothing more', async () => {
  const { model, rest, inputsOf } = open();
  model[Symbol.dispose]();
  await rest();
  expect(inputsOf('previewRequest')).toEqual([]);
});
