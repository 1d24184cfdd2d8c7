import type { Db } from '../db/open';
import { type FilePassage, findMessages, findPassages, type MessagePassage } from '../db/passages';
import type { AnswerPart, Model, ModelRequest, Provider } from '../models/provider';

export const SEARCH_ID = 'search';
const FILE_PASSAGES = 4;
const CHAT_PASSAGES = 3;
const WORDS = 16;
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
      yield { type: 'text', text: compose(found) };
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

interface Found {
  files: FilePassage[];
  chats: MessagePassage[];
  words: string[];
}

async function find(db: Db, projectId: string, chatId: string, question: string): Promise<Found> {
  const words = searchWords(question);
  if (words.length === 0) return { files: [], chats: [], words };
  const looks = words.length > 1 ? [words.join(' AND '), words.join(' OR ')] : words;
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

/** Quoted, so that nothing a user types is full-text syntax; without common words unless there is nothing else. */
export function searchWords(question: string): string[] {
  const all = [...new Set(question.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? [])];
  const telling = all.filter((word) => !COMMON.has(word));
  return (telling.length > 0 ? telling : all).slice(0, WORDS).map((word) => `"${word}"`);
}

function compose({ files, chats, words }: Found): string {
  if (words.length === 0) return 'Search looks for words, and there were none in this message.';
  if (files.length + chats.length === 0) {
    return `Nothing in this project's files and chats matches ${words.join(', ')}. Try other words, attach more files, or choose a model.`;
  }
  const heading = 'The best passages in this project’s files and chats. No model was asked.';
  return [heading, ...files.map(filePassage), ...chats.map(chatPassage)].join('\n\n');
}

function filePassage({ path, line, text }: FilePassage): string {
  const language = /\.(\w+)$/.exec(path)?.[1] ?? '';
  const fence = '`'.repeat(
    Math.max(3, ...(text.match(/`{3,}/g) ?? []).map((run) => run.length + 1)),
  );
  const place = `${path}:${line}`;
  return `[${escapeLabel(place)}](<${encodeTarget(place)}>)\n\n${fence}${language}\n${text.trimEnd()}\n${fence}`;
}

function chatPassage({ chatId, title, snippet }: MessagePassage): string {
  const quoted = snippet
    .trim()
    .split('\n')
    .map((line) => `> ${line}`);
  return `[${escapeLabel(title)}](chat:${chatId})\n\n${quoted.join('\n')}`;
}

const escapeLabel = (text: string) => text.replaceAll(/[\\[\]`*_<>]/g, String.raw`\$&`);
const encodeTarget = (path: string) => path.replaceAll(/[<>\\\n]/g, encodeURIComponent);
