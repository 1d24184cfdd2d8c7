import { fstatSync, readSync } from 'node:fs';

/** Where in the write-ahead log the newest committed content of each page is. */
export interface Frames {
  pageSize: number;
  offsets: Map<number, number>;
}

const HEADER = 32;
const FRAME_HEADER = 24;
const MAGIC = 0x377f0682;

/**
 * The format's own rules: a frame counts when its salts are the log's, its checksum continues the one before it, and a
 * commit follows. https://www.sqlite.org/fileformat2.html#walformat
 */
export function committedFrames(log: number): Frames | undefined {
  const { size } = fstatSync(log);
  const header = Buffer.alloc(HEADER);
  if (size < HEADER || readSync(log, header, 0, HEADER, 0) < HEADER) return undefined;
  const magic = header.readUInt32BE(0);
  const pageSize = header.readUInt32BE(8);
  if ((magic & ~1) >>> 0 !== MAGIC || pageSize < 512 || pageSize > 65_536) return undefined;
  const read = (magic & 1) === 1 ? Buffer.prototype.readUInt32BE : Buffer.prototype.readUInt32LE;
  let sum = addTo([0, 0], header.subarray(0, 24), read);
  if (sum[0] !== header.readUInt32BE(24) || sum[1] !== header.readUInt32BE(28)) return undefined;

  const offsets = new Map<number, number>();
  const pending = new Map<number, number>();
  const frame = Buffer.alloc(FRAME_HEADER + pageSize);
  for (let at = HEADER; at + frame.length <= size; at += frame.length) {
    readSync(log, frame, 0, frame.length, at);
    if (frame.compare(header, 16, 24, 8, 16) !== 0) break;
    sum = addTo(addTo(sum, frame.subarray(0, 8), read), frame.subarray(FRAME_HEADER), read);
    if (sum[0] !== frame.readUInt32BE(16) || sum[1] !== frame.readUInt32BE(20)) break;
    pending.set(frame.readUInt32BE(0), at + FRAME_HEADER);
    if (frame.readUInt32BE(4) === 0) continue;
    for (const [page, offset] of pending) offsets.set(page, offset);
    pending.clear();
  }
  return { pageSize, offsets };
}

type Sum = [number, number];

function addTo(
  [first, second]: Sum,
  bytes: Buffer,
  read: (this: Buffer, at: number) => number,
): Sum {
  let [a, b] = [first, second];
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    a = (a + read.call(bytes, at) + b) >>> 0;
    b = (b + read.call(bytes, at + 4) + a) >>> 0;
  }
  return [a, b];
}
