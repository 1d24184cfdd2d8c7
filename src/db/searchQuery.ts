import {
  bigrams,
  emojiOf,
  emojiWord,
  identifierParts,
  isUnspaced,
  scriptRuns,
  tokensOf,
} from './searchTerms';

/** What a user typed, as FTS5 asks for it and as it is marked in what was found. */
export interface SearchQuery {
  /** FTS5 syntax in which everything typed is quoted; undefined when there is nothing to look for. */
  match: string | undefined;
  /** What must be there, as typed: to be marked where the tokenizer cannot, inside of longer words. */
  words: string[];
  /** `c++`, `#123`: what the tokenizer makes of them is not all that they are. In small letters. */
  literals: Literal[];
}

export interface Literal {
  text: string;
  isExcluded: boolean;
}

interface Term {
  text: string;
  /** In quotes: these words in this order. */
  isPhrase: boolean;
  isExcluded: boolean;
  /** More of it may be about to be typed, or a star stands for more. */
  isOpen: boolean;
}

const MOST_TERMS = 16;
const LONGEST_TERM = 200;
/** A quoted phrase or a word; a minus before it excludes it. The last quote may still be open. */
const TERM =
  /(?<minus>(?<![^\s])-(?=[^\s-]))?(?:["“”„«»](?<phrase>[^"“”„«»]*)(?<end>["“”„«»]?)|(?<word>[^\s"“”„«»]+))/gu;

/** Nothing that is typed is a syntax error. */
export function parseSearch(typed: string): SearchQuery {
  const terms = readTerms(typed);
  const wanted = terms.filter(({ isExcluded }) => !isExcluded);
  const excluded = terms.filter((term) => term.isExcluded && literalOf(term) === undefined);
  if (wanted.length === 0) return { match: undefined, words: [], literals: [] };
  const all = wanted.map(toMatch).join(' AND ');
  const none = excluded.map(toMatch).join(' OR ');
  return {
    match: none ? `(${all}) NOT (${none})` : all,
    words: wanted.map(({ text }) => text.trim()),
    literals: terms.flatMap((term) => {
      const text = literalOf(term);
      return text === undefined ? [] : [{ text, isExcluded: term.isExcluded }];
    }),
  };
}

/** A plus or a hash beside a word makes another one of it. */
const SIGNED = /#?[A-Za-z0-9]+(?:\+{1,2}|#)|#[A-Za-z0-9]+/;

function literalOf({ text, isPhrase }: Term): string | undefined {
  return isPhrase || tokensOf(text).length > 1 ? undefined : SIGNED.exec(text)?.[0].toLowerCase();
}

function readTerms(typed: string): Term[] {
  const clean = typed.toWellFormed().replaceAll('\0', ' ').normalize('NFC');
  const terms: Term[] = [];
  for (const { groups = {}, index, 0: whole } of clean.matchAll(TERM)) {
    const isPhrase = groups['phrase'] !== undefined;
    const text = (groups['phrase'] ?? groups['word'] ?? '').slice(0, LONGEST_TERM);
    const isLast = clean.slice(index + whole.length).trim() === '';
    const isExcluded = groups['minus'] !== undefined;
    const isOpen = (isLast && !isExcluded && !groups['end']) || /[^*]\*$/.test(text);
    if (tokensOf(text).length + emojiOf(text).length > 0)
      terms.push({ text, isPhrase, isExcluded, isOpen });
  }
  return (/\s$/.test(clean) ? terms : withoutFirstLetter(terms)).slice(0, MOST_TERMS);
}

/** The first letter of the next word would find nothing for the moment until there is a second one. */
function withoutFirstLetter(terms: Term[]): Term[] {
  const last = terms.at(-1);
  const isLetter = last?.isOpen && !last.isPhrase && /^\p{L}$/u.test(last.text);
  return isLetter &&
    !isUnspaced(last.text) &&
    terms.some((term) => !term.isExcluded && term !== last)
    ? terms.slice(0, -1)
    : terms;
}

/** One of a text’s words, whole, in FTS5 syntax: as it is found by who types it. */
export const wordMatch = (text: string): string =>
  toMatch({ text, isPhrase: false, isExcluded: false, isOpen: false });

function toMatch(term: Term): string {
  const emoji = emojiOf(term.text).map((one) => phrase(emojiWord(one)));
  const words = tokensOf(term.text).length > 0 ? [wordsMatch(term)] : [];
  const all = [...words, ...emoji];
  return all.length > 1 ? `(${all.join(' AND ')})` : (all[0] ?? '');
}

function wordsMatch({ text, isPhrase, isOpen }: Term): string {
  if (isUnspaced(text)) return unspacedMatch(text, isPhrase);
  const tokens = tokensOf(text);
  const [token = ''] = tokens;
  if (tokens.length > 1 || isPhrase) return phrase(text, isOpen);
  const isPrefix = isOpen && [...token].length > 1;
  const parts = identifierParts(token);
  const either = [
    phrase(token, isPrefix),
    ...(parts.length > 1 ? [phrase(parts.join(' '), isPrefix)] : []),
    ...(isPrefix ? completions(token).map((word) => phrase(word)) : []),
  ];
  return either.length > 1 ? `(${either.join(' OR ')})` : (either[0] ?? '');
}

const phrase = (text: string, isPrefix = false): string =>
  `"${text.replaceAll('"', ' ')}"${isPrefix ? '*' : ''}`;

/** Of scripts without spaces every part of a text can be looked for: by the pairs of characters that it has. */
function unspacedMatch(text: string, isPhrase: boolean): string {
  const runs = tokensOf(text).flatMap((token) =>
    scriptRuns(token).map((run) => phrase(isUnspaced(run) ? bigrams(run).join(' ') : run)),
  );
  // Between the runs of a phrase the index has no common positions: all of them is as close as it gets.
  const some = runs.filter((run) => tokensOf(run).length > 0);
  return some.length > 1 || isPhrase ? `(${some.join(' AND ')})` : (some[0] ?? '');
}

/**
 * A word is indexed by its stem, so that half an ending hides it: `retryin` is no beginning of `retri`. What it may
 * be about to become finds it.
 */
const ENDINGS = [
  'ing',
  'ings',
  'ed',
  'es',
  'ies',
  'ation',
  'ations',
  'tion',
  'ment',
  'ments',
  'ness',
];
const SHORTEST_STEM = 3;

function completions(word: string): string[] {
  if (!/^[a-z]+$/i.test(word)) return [];
  const words = ENDINGS.flatMap((ending) =>
    Array.from({ length: ending.length - 1 }, (_, i) => i + 1)
      .filter((typed) => word.length - typed >= SHORTEST_STEM)
      .filter((typed) => word.toLowerCase().endsWith(ending.slice(0, typed)))
      .map((typed) => word + ending.slice(typed)),
  );
  return [...new Set(words)];
}
