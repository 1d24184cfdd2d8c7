const NANOS = 1e9;
const MOST_DOLLARS = 1e6;

/** Billionths of a dollar; null for nothing typed. Decimal comma or point. */
export function parseCost(text: string): number | null {
  const typed = text.replace(/[\s$]/g, '').replace(',', '.');
  return typed === '' ? null : Math.round(Number(typed) * NANOS);
}

export function checkCost(text: string): string | undefined {
  const nanos = parseCost(text);
  if (nanos === null || (nanos >= 0 && nanos <= MOST_DOLLARS * NANOS)) return undefined;
  return 'A limit is an amount in dollars from 0 to 1,000,000. Empty: no limit.';
}

/** Groups of thousands are read as they are shown. */
export function parseTokens(text: string): number | null {
  const typed = text.replace(/[\s,._]/g, '');
  return typed === '' ? null : Number(typed);
}

export function checkTokens(text: string): string | undefined {
  const tokens = parseTokens(text);
  if (tokens === null || (Number.isSafeInteger(tokens) && tokens >= 0)) return undefined;
  return 'A limit is a whole number of tokens. Empty: no limit.';
}
