import { crc32 } from 'node:zlib';

const POLYNOMIAL = 0xed_b8_83_20;
const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
  return value;
});
/** No two of its entries begin alike, so each step of the sum can be taken back. */
const BY_FIRST_BYTE = new Uint8Array(256);
for (const [byte, value] of TABLE.entries()) BY_FIRST_BYTE[value >>> 24] = byte;

const BITS = new Map(Array.from({ length: 8 }, (_, bit) => [TABLE[1 << bit] ?? 0, 1 << bit]));

/**
 * Where one bit of these bytes is not as it was when their CRC-32 was this, and which: each makes another difference to
 * the sum. Undefined when it is not one bit of theirs.
 */
export function flippedBit(
  bytes: Uint8Array,
  checksum: number,
): { at: number; mask: number } | undefined {
  let difference = (crc32(bytes) ^ checksum) >>> 0;
  for (let at = bytes.length - 1; at >= 0; at--) {
    const mask = BITS.get(difference);
    if (mask !== undefined) return { at, mask };
    const byte = BY_FIRST_BYTE[difference >>> 24] ?? 0;
    difference = (((difference ^ (TABLE[byte] ?? 0)) << 8) | byte) >>> 0;
  }
  return undefined;
}

/** The same of the sum itself; what is kept of it beyond its 32 bits does not count. */
export const isOneBitAtMost = (difference: number): boolean =>
  (difference & (difference - 1)) === 0;
