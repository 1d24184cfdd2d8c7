import { expect, test } from 'vitest';
import { checkCost, checkTokens, parseCost, parseTokens } from '../components/limitChecks';
import { cost, daysOf, monthName } from './spent';

const sums = { costNanos: 420_000_000, requestCount: 3, unpricedCount: 0, estimatedCount: 0 };

test.for([
  [sums, '$0.42'],
  [{ ...sums, estimatedCount: 1 }, '~$0.42'],
  [{ ...sums, unpricedCount: 2 }, '$0.42 + 2 unknown'],
  [{ ...sums, costNanos: 0, unpricedCount: 3 }, 'unknown'],
  [{ ...sums, costNanos: 0, requestCount: 0 }, '$0'],
] as const)('%o is told as %s', ([spent, text]) => {
  expect(cost(spent)).toBe(text);
});

test('a month has all of its days, whatever the time zone', () => {
  expect([daysOf('2026-02').length, daysOf('2028-02').length]).toEqual([28, 29]);
  expect(daysOf('2026-11').at(-1)).toBe('2026-11-30');
  expect(monthName('2026-01')).toBe('January 2026');
});

test.for([
  ['', null],
  ['5', 5_000_000_000],
  [' $ 0,25 ', 250_000_000],
  ['0', 0],
] as const)('a limit typed as “%s” is read as %s', ([text, nanos]) => {
  expect([parseCost(text), checkCost(text)]).toEqual([nanos, undefined]);
});

test('what is no limit is said to be none', () => {
  expect(parseTokens('2,000 000')).toBe(2_000_000);
  for (const text of ['five', '-1', '1e99']) expect(checkCost(text)).toContain('Empty: no limit.');
  for (const text of ['x', '-5']) expect(checkTokens(text)).toContain('Empty: no limit.');
});
