import { expect, test, vi } from 'vitest';
import { scriptedHost } from '../testing';
import { FindModel, nearestMatch } from './find';

const found = [
  { messageId: 'a', count: 2, inReasoning: 0 },
  { messageId: 'c', count: 1, inReasoning: 1 },
];

test('matches are walked through all of the chat and around its end', async () => {
  vi.useFakeTimers();
  const { host } = scriptedHost({ findInChat: () => found });
  const find = new FindModel(host, 'chat');
  find.type('x');
  expect(find.isCounted.value).toBe(false);
  await vi.advanceTimersByTimeAsync(100);
  vi.useRealTimers();
  expect(find.isCounted.value).toBe(true);
  expect([find.total.value, find.match.value]).toEqual([
    3,
    { messageId: 'a', nth: 0, inReasoning: false },
  ]);
  find.step(-1);
  expect(find.match.value).toEqual({ messageId: 'c', nth: 0, inReasoning: true });
  find.step(-1);
  expect(find.match.value).toMatchObject({ messageId: 'a', nth: 1 });
});

test('looking begins at what is on screen', () => {
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 1)).toBe(2);
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 0)).toBe(0);
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 3)).toBe(2);
});

test('an answer that arrives is looked at again while it does, and case counts once asked for', async () => {
  vi.useFakeTimers();
  const { host, publish, inputsOf } = scriptedHost({ findInChat: () => found });
  const find = new FindModel(host, 'chat');
  find.type('x');
  await vi.advanceTimersByTimeAsync(100);
  for (let i = 0; i < 20; i++) {
    const delta = { chatId: 'chat', messageId: 'c', kind: 'text', offset: i, text: 'x' };
    publish('answerDelta', delta);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(inputsOf('findInChat').length).toBeGreaterThanOrEqual(2);
  expect(inputsOf('findInChat').length).toBeLessThanOrEqual(4);
  find.toggleCase();
  await vi.advanceTimersByTimeAsync(100);
  vi.useRealTimers();
  expect(inputsOf('findInChat').at(-1)).toEqual({ chatId: 'chat', text: 'x', matchCase: true });
});
