import { countTokens as count } from 'gpt-tokenizer/encoding/o200k_base';

// Or a text that happens to contain <|endoftext|> would throw.
const plainText = { disallowedSpecial: new Set<string>() };

/**
 * The tokens of a text in o200k, OpenAI's encoding; for other models an estimate.
 *
 * The tokenizer's time grows with the square of the length of a “word”, and 100,000 blanks or Chinese characters
 * are one: many seconds. So words are cut every {@link longestWord} characters. No ordinary text has such words, and
 * the longest tokens for repeated characters end at a power of two, so the count stays what it was.
 */
export function countTokens(text: string): number {
  let total = 0;
  let start = 0;
  for (const { index, 0: word } of text.matchAll(longWords)) {
    total += count(text.slice(start, index), plainText);
    for (const piece of word.match(pieces) ?? []) total += count(piece, plainText);
    start = index + word.length;
  }
  return total + count(text.slice(start), plainText);
}

const longestWord = 128;
const longWords = new RegExp(
  ['[\\p{L}\\p{M}]', '\\s', '[^\\p{L}\\p{M}\\p{N}\\s]']
    .map((kind) => `${kind}{${longestWord + 1},}`)
    .join('|'),
  'gu',
);
const pieces = new RegExp(`[^]{1,${longestWord}}`, 'gu');
