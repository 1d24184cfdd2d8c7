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

/*
 * What `messages.checksum` says of the words beside it:
 *
 * - n, from 0: they are what was written when n is their CRC-32.
 * - -1 - n, below 0: they were damaged, nobody knew any more what was written, and they stay as they are. n is the
 *   CRC-32 of what was left of them, so that they are watched over like any others.
 * - null: nothing yet. Those of earlier versions, until the indexer has come by.
 */

/** Words on their way into the library: whoever writes them, writes their checksum. */
export const withChecksum = <W extends Words>(words: W): W & { checksum: number } => ({
  ...words,
  checksum: checksumOf(words),
});

/** Said of a checksum, that its words are damaged for good; said of such a one, what it is the checksum of. */
export const marked = (checksum: number): number => -1 - checksum;

/** Whether these are the words that this is the checksum of, damaged for good or not. */
export const isChecksumOf = (checksum: number, words: Words): boolean =>
  (checksum < 0 ? marked(checksum) : checksum) === checksumOf(words);

/**
 * Of a message whose words are not what was written: `new` until somebody has tried to put them right, and `lasting`
 * when nobody could. Of one without a checksum nothing can be said.
 */
export function damageOf({
  checksum,
  ...words
}: Words & { checksum: number | null }): 'new' | 'lasting' | null {
  if (checksum === null) return null;
  if (!isChecksumOf(checksum, words)) return 'new';
  return checksum < 0 ? 'lasting' : null;
}
