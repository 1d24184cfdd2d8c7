import { hashOf } from '../db/blobs';

/** The tokens of each text. */
export type CountTokens = (texts: string[], signal?: AbortSignal) => Promise<number[]>;

const COUNTS_KEPT = 5_000;

/** Counts what it has not counted before: of a request only what was typed is new from one moment to the next. */
export function keepCounts(count: CountTokens): CountTokens {
  const kept = new Map<string, number>();
  const keep = (hash: string, tokens: number) => {
    const [oldest] = kept.size >= COUNTS_KEPT ? kept.keys() : [];
    if (oldest !== undefined) kept.delete(oldest);
    kept.set(hash, tokens);
  };
  return async (texts, signal) => {
    const hashed = texts.map((text) => ({ text, hash: hashOf(text) }));
    const found = new Map(hashed.map(({ hash }) => [hash, kept.get(hash)]));
    const missing = hashed.filter(({ hash }) => found.get(hash) === undefined);
    const counts = await count(
      missing.map(({ text }) => text),
      signal,
    );
    missing.forEach(({ hash }, i) => {
      const tokens = counts[i] ?? 0;
      found.set(hash, tokens);
      keep(hash, tokens);
    });
    return hashed.map(({ hash }) => found.get(hash) ?? 0);
  };
}
