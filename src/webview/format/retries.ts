/** What went wrong, without “Try again …”: that happens by itself. */
export const withoutAdvice = (sentence: string) => sentence.replace(/ Try again[^.]*\.$/, '');

/** 12 s, 1 min 30 s; never less than is left. */
export function timeLeft(ms: number): string {
  const seconds = Math.max(1, Math.ceil(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
