import type { Sums, UsageLimit } from '../../protocol/api';
import { about, count, money } from './amounts';

type Cost = Pick<Sums, 'costNanos' | 'unpricedCount' | 'estimatedCount' | 'requestCount'>;

/** What is not known says so, and an estimate says “~”. */
export function cost({ costNanos, unpricedCount, estimatedCount, requestCount }: Cost): string {
  if (unpricedCount > 0 && unpricedCount === requestCount) return 'unknown';
  const known = estimatedCount > 0 ? about(money(costNanos)) : money(costNanos);
  return unpricedCount > 0 ? `${known} + ${count(unpricedCount)} unknown` : known;
}

/** `2026-11` as “November 2026”. */
export const monthName = (month: string): string =>
  new Date(`${month}-01T00:00:00Z`).toLocaleDateString('en-US', {
    month: 'long',
    year: 'numeric',
    timeZone: 'UTC',
  });

/** `2026-11-22` as “Nov 22”. */
export const dayName = (day: string): string =>
  new Date(`${day}T00:00:00Z`).toLocaleDateString('en-US', {
    month: 'short',
    day: 'numeric',
    timeZone: 'UTC',
  });

/** All days of a month, as in `2026-11-22`. */
export function daysOf(month: string): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number);
  const length = new Date(Date.UTC(year, number, 0)).getUTCDate();
  return Array.from({ length }, (_, i) => `${month}-${String(i + 1).padStart(2, '0')}`);
}

export const limitAmount = (unit: UsageLimit['unit'], value: number): string =>
  unit === 'nanos' ? money(value) : `${count(value)} tokens`;
