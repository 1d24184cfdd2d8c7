import type { FilePassage, MessagePassage } from '../db/passages';
import { fenced } from './fence';

export interface Found {
  files: FilePassage[];
  chats: MessagePassage[];
  /** What was searched for. */
  words: string[];
}

/** Search's answer as Markdown. File names, titles and passages are text in it, whatever they contain. */
export function composeFound({ files, chats, words }: Found): string {
  if (words.length === 0) return 'Search looks for words, and there were none in this message.';
  if (files.length + chats.length === 0) {
    const wanted = words.map((word) => `“${asText(word)}”`).join(', ');
    return `Nothing in this project’s files and chats matches ${wanted}. Try other words, attach more files, or choose a model.`;
  }
  const heading = 'The best passages in this project’s files and chats. No model was asked.';
  return [heading, ...files.map(filePassage), ...chats.map(chatPassage)].join('\n\n');
}

function filePassage({ path, line, text }: FilePassage): string {
  const language = /\.(\w+)$/.exec(path)?.[1] ?? '';
  const place = `${path}:${line}`;
  return `[${asText(place)}](<${asTarget(place)}>)\n\n${fenced(text.trimEnd(), language)}`;
}

function chatPassage({ chatId, title, snippet }: MessagePassage): string {
  const lines = snippet.trim().split(/\r\n|\r|\n/);
  return `[${asText(title)}](chat:${chatId})\n\n${lines.map((line) => `> ${asText(line)}`).join('\n')}`;
}

/**
 * On one line, with nothing in it that Markdown would take for more than text. Brackets are written as references:
 * inside of a link, marked takes their backslashes away before it looks again.
 */
const asText = (text: string) =>
  text
    .replaceAll(/\p{Cc}+/gu, ' ')
    .replaceAll(/[\\`*_<>&#~|]|:(?=\/\/)/g, String.raw`\$&`)
    .replaceAll(/[[\]]/g, (bracket) => `&#${bracket.charCodeAt(0)};`);

/** Percent-encoded as far as a link in angle brackets needs it, so that the reader decodes it to the same. */
const asTarget = (path: string) =>
  path.replaceAll(/[\p{Cc}<>\\%&]/gu, (character) => encodeURIComponent(character));
