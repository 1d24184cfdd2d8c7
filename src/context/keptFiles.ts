import type { FileSource } from './fileSource';
import { KeptBytes } from './keptBytes';

/** What tells that a file is still what it was. */
export interface FileStat {
  /** Bytes. */
  size: number;
  /** When it was last written to, in milliseconds since 1970; 0 where its place does not say. */
  mtime: number;
}

export interface DatedFileSource extends FileSource {
  /** @throws as `size` does */
  stat(uri: string): Promise<FileStat>;
}

/** Together, in bytes. */
const MOST_KEPT = 32_000_000;
/** Some places know the time of a change no better than by two seconds: what is younger may have changed again. */
const SETTLED_AFTER = 3_000;

/** Reads only what has changed, for those who look often: what is sent is always read anew. */
export function keepFiles(source: DatedFileSource): FileSource {
  const stats = new Map<string, FileStat>();
  const kept = new KeptBytes(MOST_KEPT);
  const nameOf = (uri: string, { mtime, size }: FileStat) => `${uri} ${mtime} ${size}`;
  return {
    isTrusted: () => source.isTrusted(),
    async size(uri) {
      const stat = await source.stat(uri);
      stats.set(uri, stat);
      return stat.size;
    },
    async read(uri) {
      const stat = stats.get(uri) ?? (await source.stat(uri));
      const found = kept.get(nameOf(uri, stat));
      if (found) return found;
      const isSettled = stat.mtime > 0 && Date.now() - stat.mtime > SETTLED_AFTER;
      const bytes = await source.read(uri);
      if (isSettled && bytes.length === stat.size) kept.keep(nameOf(uri, stat), bytes);
      return bytes;
    },
  };
}
