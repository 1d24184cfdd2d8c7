import { expect, test, vi } from 'vitest';
import { scriptedHost } from '../testing';
import { FindModel, nearestMatch } from './find';

const found = [
  { messageId: 'a', count: 2 },
  { messageId: 'c', count: 1 },
];

test('matches are walked through all of the chat and around its end', async () => {
  vi.useFakeTimers();
  const { host } = scriptedHost({ findInChat: () => found });
  const find = new FindModel(host, 'chat');
  find.type('x');
  await vi.advanceTimersByTimeAsync(100);
  vi.useRealTimers();
  expect([find.total.value, find.match.value]).toEqual([3, { messageId: 'a', nth: 0 }]);
  find.step(-1);
  expect(find.match.value).toEqual({ messageId: 'c', nth: 0 });
  find.step(-1);
  expect(find.match.value).toEqual({ messageId: 'a', nth: 1 });
});

test('looking begins at what is on screen', () => {
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 1)).toBe(2);
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 0)).toBe(0);
  expect(nearestMatch(found, ['a', 'b', 'c', 'd'], 3)).toBe(2);
});
