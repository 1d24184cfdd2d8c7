import type * as z from 'zod';
import { type BranchText, readTexts } from '../db/messageWindows';
import type { Db } from '../db/open';
import type { FoundInChat, requests } from '../protocol/api';
import { shownText } from './shownText';

type Asked = z.output<typeof requests.findInChat.input>;

const BEYOND_ASCII = /[^\0-\x7F]/;

/** Accents aside, and letter case where it does not matter, as the view marks it. */
function fold(text: string, matchCase: boolean): string {
  const plain = BEYOND_ASCII.test(text) ? text.normalize('NFD').replaceAll(/\p{M}+/gu, '') : text;
  return matchCase ? plain : plain.toLowerCase();
}

function count(text: string, wanted: string): number {
  let found = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, at + wanted.length)) {
    found += 1;
  }
  return found;
}

/** How often a text is in each message of the branch on show, oldest first. */
export async function findInChat(
  db: Db,
  { chatId, text, matchCase }: Asked,
  signal: AbortSignal,
): Promise<FoundInChat> {
  const wanted = fold(text, matchCase);
  if (wanted === '') return [];
  const times = (shown: string) => count(fold(shown, matchCase), wanted);
  const look = ({ messageId, role, text: whole, reasoning }: BranchText) => {
    const inReasoning = times(reasoning);
    const inText = times(role === 'assistant' ? shownText(whole) : whole);
    return { messageId, count: inReasoning + inText, inReasoning };
  };
  const found: FoundInChat = [];
  for await (const page of readTexts(db, chatId)) {
    signal.throwIfAborted();
    found.push(...page.map(look).filter((message) => message.count > 0));
  }
  return found.reverse();
}
