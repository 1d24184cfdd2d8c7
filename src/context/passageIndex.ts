import type { Db } from '../db/open';
import { indexedHashes, indexPassages, type Passage } from '../db/passages';
import { isSent, type ReadAttachment } from './attachments';

const LINES = 12;
const LINE_LIMIT = 1_000;

/** The hash of what is not read: nothing of it is found, whatever it was before. */
const UNREAD = '';

/** Brings the full-text index of a project's files up to what was just read of them. */
export async function indexAttachments(
  db: Db,
  projectId: string,
  attachments: ReadAttachment[],
): Promise<void> {
  const indexed = await indexedHashes(db, projectId);
  for (const attachment of attachments) {
    const { id } = attachment.row;
    const [hash, text] = isSent(attachment) ? [attachment.hash, attachment.text] : [UNREAD, ''];
    if ((indexed.get(id) ?? UNREAD) === hash) continue;
    await indexPassages(db, id, hash, splitPassages(text));
  }
}

/** Runs of some lines, each beginning at its first line that is not blank. */
export function splitPassages(text: string): Passage[] {
  const lines = text.split(/\r\n|\r|\n/);
  const passages: Passage[] = [];
  for (let start = 0; start < lines.length; start += LINES) {
    const run = lines.slice(start, start + LINES).map((line) => line.slice(0, LINE_LIMIT));
    const first = run.findIndex((line) => line.trim() !== '');
    if (first >= 0) passages.push({ line: start + first + 1, text: run.slice(first).join('\n') });
  }
  return passages;
}
