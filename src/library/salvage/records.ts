import { isUtf8 } from 'node:buffer';
import { StringDecoder } from 'node:string_decoder';

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
  /** Places behind the last byte that could be read: `values` has the beginning of a text or content, else null. */
  cut: ReadonlySet<number>;
}

const NONE: Decoded['broken'] = new Map();
const NOTHING: Decoded['cut'] = new Set();

/**
 * @param payload as much as could be read of a record of so many bytes
 * @throws {RangeError} when the bytes are no record
 */
export function decodeRecord(payload: Buffer, recordSize = payload.length): Decoded {
  const [headerSize, first] = readVarint(payload, 0);
  if (headerSize > payload.length) throw new RangeError('A record ends too early.');
  const values: Value[] = [];
  let broken = NONE;
  let cut = NOTHING;
  let body = headerSize;
  for (let at = first; at < headerSize;) {
    const [type, next] = readVarint(payload, at);
    const size = sizeOf(type);
    if (body + size > recordSize) throw new RangeError('A value ends too early.');
    const bytes = payload.subarray(body, body + size);
    if (bytes.length < size) {
      cut = new Set(cut).add(values.length);
      values.push(beginningOf(bytes, type));
    } else {
      if (isText(type) && !isUtf8(bytes)) {
        broken = new Map(broken).set(values.length, Buffer.from(bytes));
      }
      values.push(decode(bytes, type));
    }
    body += size;
    at = next;
  }
  if (body !== recordSize) throw new RangeError('A record is longer than its values.');
  return { values, broken, cut };
}

const isText = (type: number) => type >= 13 && type % 2 === 1;

/** Of a text without the letter that is cut in two; a part of a number is nothing. */
function beginningOf(bytes: Buffer, type: number): Value {
  if (bytes.length === 0 || type < 12) return null;
  return isText(type) ? new StringDecoder('utf8').write(bytes) : Buffer.from(bytes);
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
