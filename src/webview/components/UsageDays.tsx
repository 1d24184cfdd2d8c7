import type { Usage } from '../../protocol/api';
import { plural } from '../format/amounts';
import { cost, dayName, daysOf, monthName } from '../format/spent';

/** One bar a day: by cost, or by tokens where no price is known. The table says the same in words. */
export function UsageDays({ usage }: { usage: Usage }) {
  const byDay = new Map(usage.days.map((day) => [day.day, day]));
  const isPriced = usage.total.costNanos > 0;
  const heightOf = (day: string) => {
    const sums = byDay.get(day);
    if (!sums) return 0;
    return isPriced ? sums.costNanos : sums.inputTokens + sums.outputTokens;
  };
  const days = daysOf(usage.month);
  const highest = Math.max(1, ...days.map(heightOf));
  return (
    <div
      class="usage-days"
      role="img"
      aria-label={`${isPriced ? 'Cost' : 'Tokens'} of each day of ${monthName(usage.month)}; the same is in the table of days`}
    >
      {days.map((day) => {
        const sums = byDay.get(day);
        const tokens = sums ? sums.inputTokens + sums.outputTokens : 0;
        const words = sums ? `: ${cost(sums)}, ${plural(tokens, 'token')}` : ': nothing';
        return (
          <span key={day} class="usage-day" title={`${dayName(day)}${words}`}>
            <span style={{ height: `${(100 * heightOf(day)) / highest}%` }} />
          </span>
        );
      })}
    </div>
  );
}
