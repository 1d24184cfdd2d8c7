import { useEffect, useState } from 'preact/hooks';
import type { SearchFilter } from '../../protocol/api';

const DAY = 86_400_000;

/** The first moment of a day as it is here, of what a date field has: 2026-11-03. */
function startOf(date: string): number | undefined {
  const time = new Date(`${date}T00:00`).getTime();
  return Number.isNaN(time) ? undefined : Math.max(0, time);
}

function dateOf(time: number | undefined): string {
  if (time === undefined) return '';
  const date = new Date(time);
  const two = (n: number) => String(n).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** After the last day, however long a day is where clocks are put forward. */
const endOf = (date: string) => startOf(dateOf((startOf(date) ?? NaN) + 1.5 * DAY));

interface Props {
  filter: SearchFilter;
  onChange: (span: { from: number | undefined; to: number | undefined }) => void;
}

/** From one day to another, both of them included; either may be left open. */
export function SearchDates({ filter, onChange }: Props) {
  const [dates, setDates] = useState(() => ({
    from: dateOf(filter.from),
    to: filter.to === undefined ? '' : dateOf(filter.to - 1),
  }));
  const isCleared = filter.from === undefined && filter.to === undefined;
  useEffect(() => {
    if (isCleared) setDates({ from: '', to: '' });
  }, [isCleared]);
  const field = (name: 'from' | 'to', label: string) => (
    <label>
      {label}
      <input
        type="date"
        value={dates[name]}
        onInput={(event) => {
          const next = { ...dates, [name]: event.currentTarget.value };
          setDates(next);
          onChange({ from: startOf(next.from), to: next.to ? endOf(next.to) : undefined });
        }}
      />
    </label>
  );
  return (
    <div class="search-dates" role="group" aria-label="Dates">
      {field('from', 'From')}
      {field('to', 'To')}
    </div>
  );
}
