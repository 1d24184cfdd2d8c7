import type { Message, RequestPreview } from '../../protocol/api';

const whole = new Intl.NumberFormat('en-US');

export const count = (n: number) => whole.format(n);

export const plural = (n: number, one: string, many = `${one}s`) =>
  `${count(n)} ${n === 1 ? one : many}`;

/** 812, 1.2k, 31k */
export function shortTokens(n: number): string {
  if (n < 1_000) return String(n);
  if (n < 9_950) return `${(n / 1_000).toFixed(1)}k`;
  if (n < 999_500) return `${Math.round(n / 1_000)}k`;
  return `${(n / 1_000_000).toFixed(1)}M`;
}

export function bytes(n: number): string {
  if (n < 1_000) return `${n} B`;
  if (n < 999_500) return `${(n / 1_000).toFixed(n < 9_950 ? 1 : 0)} KB`;
  return `${(n / 1_000_000).toFixed(1)} MB`;
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.max(1, Math.round(ms))} ms`;
  if (ms < 59_950) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

/** “Thought for 12 s”: nobody counts the tenths of it. */
export function thoughtFor(ms: number | null): string {
  if (ms === null) return 'Thoughts';
  const seconds = Math.round(ms / 1_000);
  if (seconds === 0) return 'Thought for under 1 s';
  const minutes = Math.floor(seconds / 60);
  return `Thought for ${minutes > 0 ? `${minutes} min ` : ''}${seconds % 60} s`;
}

export function money(nanos: number): string {
  const dollars = nanos / 1_000_000_000;
  if (dollars === 0) return '$0';
  if (dollars < 0.001) return 'under $0.001';
  return `$${dollars.toFixed(dollars < 0.1 ? 3 : 2)}`;
}

type Known = NonNullable<Message['figures']>;

/** What is known about an answer; what is not is left out. */
export function figures(known: Known): string[] {
  const { durationMs, outputTokens, costNanos, isEstimated } = known;
  const mark = isEstimated ? about : (amount: string) => amount;
  return [
    durationMs === null ? '' : duration(durationMs),
    outputTokens === null ? '' : mark(plural(outputTokens, 'token')),
    costNanos === null ? '' : mark(money(costNanos)),
  ].filter(Boolean);
}

/** What the provider's cache took off the price. */
export const saving = ({ savedNanos }: Pick<Known, 'savedNanos'>): string =>
  savedNanos !== null && savedNanos > 0 ? `saved ${money(savedNanos)}` : '';

/** What is known of a request before it is sent, to be shown one after the other: “~3.1k”, “ of 200k”, “ · ~$0.010”. */
export function requestFigures(known: RequestPreview) {
  const { inputTokens, contextTokens, costNanos } = known;
  const words = contextTokens === null ? ` ${inputTokens === 1 ? 'token' : 'tokens'}` : '';
  return {
    tokens: `~${shortTokens(inputTokens)}${words}`,
    context: contextTokens === null ? '' : ` of ${shortTokens(contextTokens)}`,
    cost: costNanos === null ? '' : ` · ${about(money(costNanos))}`,
  };
}

/** Nothing is exactly nothing, and “under” says already that it is not exact. */
export const about = (amount: string) => (/^\$0$|^under/.test(amount) ? amount : `~${amount}`);
