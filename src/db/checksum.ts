import { crc32 } from 'node:zlib';

export interface Words {
  text: string;
  reasoning?: string;
}

/**
 * CRC-32 of a message's words as the driver stores them: in UTF-8, half an emoji as U+FFFD, without NULs, of which one
 * is between text and reasoning. It finds every change of up to 32 bits in a row, and does not tell who made it.
 */
export const checksumOf = ({ text, reasoning = '' }: Words): number =>
  crc32(stored(reasoning), crc32(`${stored(text)}\0`));

/** The same of what is in the library's file. */
export const checksumOfStored = (text: Uint8Array, reasoning: Uint8Array): number =>
  crc32(reasoning, crc32(SEPARATOR, crc32(text)));

const SEPARATOR = Uint8Array.of(0);

const stored = (text: string) => (text.includes('\0') ? text.replaceAll('\0', '') : text);

/** Words on their way into the library: whoever writes them, writes their checksum. */
export const withChecksum = <W extends Words>(words: W): W & { checksum: number } => ({
  ...words,
  checksum: checksumOf(words),
});

/** Of a message whose checksum is not known nothing can be said. */
export const isAsWritten = ({ checksum, ...words }: Words & { checksum: number | null }): boolean =>
  checksum === null || checksum === checksumOf(words);
