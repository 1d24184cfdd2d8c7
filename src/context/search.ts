import type { Db } from '../db/open';
import { findMessages, findPassages } from '../db/passages';
import { wordMatch } from '../db/searchQuery';
import { bigrams, emojiOf, isUnspaced } from '../db/searchTerms';
import type { AnswerPart, Model, ModelRequest, Provider } from '../models/provider';
import { composeFound, type Found } from './searchAnswer';

export const SEARCH_ID = 'search';
const FILE_PASSAGES = 4;
const CHAT_PASSAGES = 3;
const WORDS = 16;
const MOST_MATCHES = 32;
/** Longer runs of letters are no words, and nobody wants to read them back. */
const LONGEST_WORD = 100;
/** Words that nearly every question has and that find nothing. */
const COMMON = new Set(
  `a about all an and are as at be but by can could did do does for from had has have how i if in into is it its
  me my no not of on or our please should so tell than that the their them then there these they this to was we
  were what when where which who why will with would you your`.split(/\s+/),
);

/** The built-in provider: answers from the project's files and chats, offline, and says that no model was asked. */
export function searchProvider(db: Db, projectId: string, chatId: string): Provider {
  return {
    id: SEARCH_ID,
    name: 'Search',
    listModels: () => Promise.resolve([SEARCH_MODEL]),
    async *answer(request: ModelRequest, signal: AbortSignal): AsyncGenerator<AnswerPart> {
      const question = request.turns.at(-1)?.text ?? '';
      const found = await find(db, projectId, chatId, question);
      signal.throwIfAborted();
      yield { type: 'text', text: composeFound(found) };
      yield { type: 'finish', reason: 'stop' };
    },
  };
}

export const SEARCH_MODEL: Model = {
  id: '',
  name: 'Search',
  contextTokens: null,
  maxOutputTokens: null,
};

async function find(db: Db, projectId: string, chatId: string, question: string): Promise<Found> {
  const words = searchWords(question);
  if (words.length === 0) return { files: [], chats: [], words };
  const matches = words.flatMap(parts).slice(0, MOST_MATCHES).map(wordMatch);
  const looks = [...new Set([' AND ', ' OR '].map((between) => matches.join(between)))];
  let found: Found = { files: [], chats: [], words };
  for (const match of looks) {
    if (found.files.length + found.chats.length > 0) break;
    const [files, chats] = await Promise.all([
      findPassages(db, { projectId, match, limit: FILE_PASSAGES }),
      findMessages(db, { projectId, match, limit: CHAT_PASSAGES, notInChat: chatId }),
    ]);
    found = { files, chats, words };
  }
  return found;
}

/** As typed, each once, without common words unless there is nothing else. */
export function searchWords(question: string): string[] {
  const typed = [...(question.match(/[\p{L}\p{N}\p{M}_]+/gu) ?? []), ...emojiOf(question)];
  const all = Map.groupBy(typed, (word) => word.toLowerCase());
  const words = [...all.values()]
    .flatMap((same) => same.slice(0, 1))
    .filter((word) => word.length <= LONGEST_WORD && /[^_\p{M}]/u.test(word));
  const telling = words.filter((word) => !COMMON.has(word.toLowerCase()));
  return (telling.length > 0 ? telling : words).slice(0, WORDS);
}

/** A question in a script without spaces is one long word: what it asks about is somewhere in it. */
const parts = (word: string): string[] => (isUnspaced(word) ? bigrams(word) : [word]);
