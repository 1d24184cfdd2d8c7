import type { Db } from '../db/open';
import { findMessages, findPassages } from '../db/passages';
import type { AnswerPart, Model, ModelRequest, Provider } from '../models/provider';
import { composeFound, type Found } from './searchAnswer';

export const SEARCH_ID = 'search';
const FILE_PASSAGES = 4;
const CHAT_PASSAGES = 3;
const WORDS = 16;
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
  const looks = [...new Set([' AND ', ' OR '].map((between) => words.map(quoted).join(between)))];
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

/** As typed, without common words unless there is nothing else. */
export function searchWords(question: string): string[] {
  const all = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])];
  const words = all.filter((word) => word.length <= LONGEST_WORD && /[^_]/.test(word));
  const telling = words.filter((word) => !COMMON.has(word));
  return (telling.length > 0 ? telling : words).slice(0, WORDS);
}

/** Quoted, so that nothing a user types is full-text syntax. */
const quoted = (word: string) => `"${word}"`;
