const longest = 24 * 60 * 60 * 1000;

/** How long a server asks to wait, in milliseconds; `undefined` when it does not say, or says nonsense. */
export function retryAfterMs(headers: Headers, now = Date.now()): number | undefined {
  const exact = Number(headers.get('retry-after-ms') ?? NaN);
  if (exact >= 0) return Math.min(exact, longest);
  const said = headers.get('retry-after')?.trim();
  if (!said) return undefined;
  const wait = /^\d+(\.\d+)?$/.test(said) ? Number(said) * 1000 : Date.parse(said) - now;
  return Number.isNaN(wait) ? undefined : Math.min(Math.max(wait, 0), longest);
}

/** “in 12 seconds”, “in 3 minutes”; rounded up, so that waiting that long is enough. */
export function inWords(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1000));
  if (seconds < 120) return `in ${plural(seconds, 'second')}`;
  const minutes = Math.ceil(seconds / 60);
  return minutes < 120
    ? `in ${plural(minutes, 'minute')}`
    : `in ${plural(Math.ceil(minutes / 60), 'hour')}`;
}

const plural = (count: number, unit: string) => `${count} ${unit}${count === 1 ? '' : 's'}`;
