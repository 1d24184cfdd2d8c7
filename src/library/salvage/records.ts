import { isUtf8 } from 'node:buffer';

/** SQLite's record format: https://www.sqlite.org/fileformat2.html#record_format */
export type Value = null | number | bigint | string | Buffer;

/** The number and where the next begins. */
export function readVarint(bytes: Buffer, at: number): [number, number] {
  let value = 0;
  for (let i = 0; i < 8; i++) {
    const byte = bytes[at + i];
    if (byte === undefined) throw new RangeError('A number ends too early.');
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return [value, at + i + 1];
  }
  // Only negative numbers and ones we could not count to have a ninth byte; ours have none.
  throw new RangeError('A number is too large.');
}

export interface Decoded {
  values: Value[];
  /** The bytes of what should be text and is none, by its place; what of it could not be read is U+FFFD in `values`. */
  broken: ReadonlyMap<number, Buffer>;
}

const NONE: Decoded['broken'] = new Map();

/** @throws {RangeError} when the bytes are no record */
export function decodeRecord(payload: Buffer): Decoded {
  const [headerSize, first] = readVarint(payload, 0);
  if (headerSize > payload.length) throw new RangeError('A record ends too early.');
  const values: Value[] = [];
  let broken = NONE;
  let body = headerSize;
  for (let at = first; at < headerSize;) {
    const [type, next] = readVarint(payload, at);
    const size = sizeOf(type);
    if (body + size > payload.length) throw new RangeError('A value ends too early.');
    const bytes = payload.subarray(body, body + size);
    if (type >= 13 && type % 2 === 1 && !isUtf8(bytes)) {
      broken = new Map(broken).set(values.length, Buffer.from(bytes));
    }
    values.push(decode(bytes, type));
    body += size;
    at = next;
  }
  if (body !== payload.length) throw new RangeError('A record is longer than its values.');
  return { values, broken };
}

const NUMBER_SIZES = [0, 1, 2, 3, 4, 6, 8, 8, 0, 0];

function sizeOf(type: number): number {
  const size = type >= 12 ? Math.floor((type - 12) / 2) : NUMBER_SIZES[type];
  if (size === undefined) throw new RangeError('A value has no known type.');
  return size;
}

function decode(bytes: Buffer, type: number): Value {
  if (type >= 12) return type % 2 === 0 ? Buffer.from(bytes) : bytes.toString('utf8');
  switch (type) {
    case 0:
      return null;
    case 6:
      return narrow(bytes.readBigInt64BE());
    case 7:
      return bytes.readDoubleBE();
    case 8:
      return 0;
    case 9:
      return 1;
    default:
      return bytes.readIntBE(0, bytes.length);
  }
}

const narrow = (value: bigint) =>
  value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
