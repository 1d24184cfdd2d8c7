import { closeSync, existsSync, fstatSync, openSync, readSync } from 'node:fs';
import { committedFrames } from './log';

/** A library's pages as they were last committed, read past SQLite: it gives up where there is much left to read. */
export interface Pages {
  count: number;
  /** Bytes of a page that hold content. */
  usable: number;
  /** Undefined when the file does not reach that far. */
  read(number: number): Buffer | undefined;
  /**
   * Whether the log is still the one that was there at first. SQLite begins it anew when all of it is in the file, which
   * not every reader keeps it from: then the places in it hold something else.
   */
  isLogTheSame(): boolean;
  close(): void;
}

/** In bytes; with numbers that are others each time. */
const LOG_HEADER = 32;
const DEFAULT_PAGE_SIZE = 4096;
const SIZES = new Set([512, 1024, 2048, 4096, 8192, 16_384, 32_768, 65_536]);
export const MAGIC = 'SQLite format 3\0';

export function openPages(file: string): Pages {
  const main = existsSync(file) ? openSync(file, 'r') : undefined;
  const logFile = `${file}-wal`;
  const log = existsSync(logFile) ? openSync(logFile, 'r') : undefined;
  const beginning = log === undefined ? undefined : readAt(log, 0, LOG_HEADER);
  const header = main === undefined ? Buffer.alloc(100) : readAt(main, 0, 100);
  const frames = log === undefined ? undefined : committedFrames(log);
  const size = pageSizeOf(header) ?? frames?.pageSize ?? DEFAULT_PAGE_SIZE;
  const offsets = frames?.pageSize === size ? frames.offsets : new Map<number, number>();
  const inMain = main === undefined ? 0 : Math.ceil(fstatSync(main).size / size);

  return {
    count: Math.max(inMain, ...offsets.keys()),
    usable: size - (isHeader(header) ? (header[20] ?? 0) : 0),
    read: (number) => {
      const at = offsets.get(number);
      const page =
        at !== undefined && log !== undefined
          ? readAt(log, at, size)
          : main !== undefined && number >= 1
            ? readAt(main, (number - 1) * size, size)
            : undefined;
      return page?.length === size ? page : undefined;
    },
    isLogTheSame: () => log === undefined || beginning?.equals(readAt(log, 0, LOG_HEADER)) === true,
    close: () => {
      for (const descriptor of [main, log]) if (descriptor !== undefined) closeSync(descriptor);
    },
  };
}

const isHeader = (header: Buffer) => header.toString('latin1', 0, 16) === MAGIC;

function pageSizeOf(header: Buffer): number | undefined {
  if (header.length < 100 || !isHeader(header)) return undefined;
  const stored = header.readUInt16BE(16);
  const size = stored === 1 ? 65_536 : stored;
  return SIZES.has(size) ? size : undefined;
}

export function readAt(descriptor: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(descriptor, bytes, 0, length, position));
}
