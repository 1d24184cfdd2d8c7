import { isUtf8 } from 'node:buffer';

/** Every text that differs from these bytes in one bit. */
export const withOneBitFlipped = (bytes: Buffer): string[] =>
  Array.from({ length: 8 * bytes.length }, (_, bit) => {
    const flipped = Buffer.from(bytes);
    flipped.writeUInt8((bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
    return flipped;
  })
    .filter((flipped) => isUtf8(flipped))
    .map((flipped) => flipped.toString());
