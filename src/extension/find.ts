import { readTexts } from '../db/messageWindows';
import type { Db } from '../db/open';
import type { FoundInChat } from '../protocol/api';

/** Letter case and accents aside, as the view marks it. */
const folded = (text: string) =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}+/gu, '')
    .toLowerCase();

/** Of an answer, what its Markdown becomes on screen, as far as counting needs it. */
const shown = (markdown: string) =>
  markdown
    .replaceAll(/!?\[([^\]\n]*)\]\([^)\s]*\)/g, '$1')
    .replaceAll(/^(?:```[^\n]*|#{1,6} )/gm, '')
    .replaceAll(/\*\*|~~|`/g, '');

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
  { chatId, text }: { chatId: string; text: string },
  signal: AbortSignal,
): Promise<FoundInChat> {
  const wanted = folded(text);
  const found: FoundInChat = [];
  if (wanted === '') return found;
  for await (const page of readTexts(db, chatId)) {
    signal.throwIfAborted();
    for (const { messageId, role, text: whole } of page) {
      const times = count(folded(role === 'assistant' ? shown(whole) : whole), wanted);
      if (times > 0) found.push({ messageId, count: times });
    }
  }
  return found.reverse();
}
