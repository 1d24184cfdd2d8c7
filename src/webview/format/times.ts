const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const format = (options: Intl.DateTimeFormatOptions, time: number) =>
  new Intl.DateTimeFormat('en-GB', options).format(time);

/** now, 4 min, 2 h, Mon, 3 Nov, 2025 */
export function ago(time: number, now = Date.now()): string {
  const passed = now - time;
  if (passed < MINUTE) return 'now';
  if (passed < HOUR) return `${Math.floor(passed / MINUTE)} min`;
  if (passed < DAY) return `${Math.floor(passed / HOUR)} h`;
  if (passed < 6 * DAY) return format({ weekday: 'short' }, time);
  if (passed < 300 * DAY) return format({ day: 'numeric', month: 'short' }, time);
  return format({ year: 'numeric' }, time);
}

/** The same within a sentence: "active 4 min ago". */
export function agoInWords(time: number, now = Date.now()): string {
  const short = ago(time, now);
  if (short === 'now') return 'just now';
  return now - time < DAY ? `${short} ago` : short;
}

export const day = (time: number) => format({ day: 'numeric', month: 'short' }, time);

export const fullTime = (time: number) => format({ dateStyle: 'full', timeStyle: 'short' }, time);
