import type { Db } from '../db/open';
import { indexedHashes, indexPassages, type Passage } from '../db/passages';
import { isSent, type ReadAttachment } from './attachments';

const LINES = 12;
const LINE_LIMIT = 1_000;

/** Brings the full-text index of a project's files up to what was just read of them. */
export async function indexAttachments(
  db: Db,
  projectId: string,
  attachments: ReadAttachment[],
): Promise<void> {
  const indexed = await indexedHashes(db, projectId);
  for (const attachment of attachments) {
    if (!isSent(attachment) || indexed.get(attachment.row.id) === attachment.hash) continue;
    await indexPassages(db, attachment.row.id, attachment.hash, splitPassages(attachment.text));
  }
}

/** Runs of some lines, each beginning at its first line that is not blank. */
export function splitPassages(text: string): Passage[] {
  const lines = text.split(/\r?\n/);
  const passages: Passage[] = [];
  for (let start = 0; start < lines.length; start += LINES) {
    const run = lines.slice(start, start + LINES).map((line) => line.slice(0, LINE_LIMIT));
    const first = run.findIndex((line) => line.trim() !== '');
    if (first >= 0) passages.push({ line: start + first + 1, text: run.slice(first).join('\n') });
  }
  return passages;
}
