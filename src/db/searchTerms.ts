/**
 * What the tokenizer does not find by itself, as further words beside the text: the parts of code identifiers
 * (`parseHTTPHeader` → `parse HTTP Header`), and of scripts that put no spaces between words every pair of
 * neighbours and every single character, and of emoji a name, because they are no words to it. Most messages have none.
 */

/** What FTS5's unicode61 takes for one word, marks included. */
const TOKEN = /[\p{L}\p{N}\p{M}\p{Co}]+/gu;
const PARTS = /\p{Lu}+(?!\p{Ll})|\p{Lu}?\p{Ll}+|[\p{Lo}\p{Lm}]+|\p{N}+/gu;
const UNSPACED_CHARACTER = String.raw`[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]`;
const UNSPACED = new RegExp(UNSPACED_CHARACTER, 'u');
const RUNS = new RegExp(`(?:${UNSPACED_CHARACTER}\\p{M}*)+|(?:(?!${UNSPACED_CHARACTER}).)+`, 'gsu');
const MARKS = /\p{M}+/gu;
/** Without any of these every word is one that the tokenizer finds: most text, told at a glance. */
const TELLING = /[^ -~\s]|[a-z][A-Z]|[A-Z]{2}[a-z]|[A-Za-z]\d|\d[A-Za-z]/;

/** Longer runs are keys, hashes or data. */
const LONGEST_IDENTIFIER = 80;
const MOST_PARTS = 12;

const EMOJI = /\p{RI}\p{RI}|\p{Extended_Pictographic}/gu;

/** Without what makes variants of one: skin tones, joiners. */
export const emojiOf = (text: string): string[] => text.match(EMOJI) ?? [];

/** The word by which the index knows an emoji. */
export const emojiWord = (emoji: string): string =>
  `u${[...emoji].map((one) => one.codePointAt(0)?.toString(16)).join('u')}`;

export const tokensOf = (text: string): string[] => text.match(TOKEN) ?? [];

export const isUnspaced = (text: string): boolean => UNSPACED.test(text);

/** The words that an identifier is made of; one when it is a word, or random letters and digits. */
export function identifierParts(token: string): string[] {
  if (token.length > LONGEST_IDENTIFIER) return [token];
  const parts = token.match(PARTS) ?? [];
  const isRandom = parts.length > MOST_PARTS || token.length < 2 * parts.length;
  return parts.length < 2 || isRandom ? [token] : parts;
}

/** A word cut where its script changes between one with spaces and one without. */
export const scriptRuns = (token: string): string[] => token.match(RUNS) ?? [];

/** Marks are dropped: the tokenizer would end a word at them. */
export function bigrams(run: string): string[] {
  const characters = [...run.replaceAll(MARKS, '')];
  if (characters.length < 2) return characters;
  return characters.slice(1).map((character, i) => `${characters[i]}${character}`);
}

export function extraTerms(text: string): string {
  if (!TELLING.test(text)) return '';
  const identifiers = new Set<string>();
  const unspaced = new Set<string>();
  const singles = new Set<string>();
  for (const token of tokensOf(text.normalize('NFC'))) {
    const runs = UNSPACED.test(token) ? scriptRuns(token) : [token];
    for (const run of runs) {
      if (isUnspaced(run)) {
        unspaced.add(bigrams(run).join(' '));
        for (const character of run.replaceAll(MARKS, '')) singles.add(character);
      } else addIdentifier(identifiers, run, runs.length > 1);
    }
  }
  const emoji = new Set(emojiOf(text).map(emojiWord));
  return [...identifiers, ...unspaced, ...singles, ...emoji].join(' ');
}

function addIdentifier(identifiers: Set<string>, run: string, withWhole: boolean): void {
  const parts = identifierParts(run);
  if (withWhole) identifiers.add(run);
  if (parts.length > 1) identifiers.add(parts.join(' '));
}
