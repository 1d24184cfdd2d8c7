import { sql } from 'drizzle-orm';
import type * as z from 'zod';
import type { Db } from '../db/open';
import { type FoundMessage, searchMessages } from '../db/search';
import { type FoundName, searchFiles, searchNames } from '../db/searchNames';
import type { requests, SearchHit } from '../protocol/api';

type Asked = z.output<typeof requests.search.input>;
type Answer = z.output<typeof requests.search.output>;

/** Titles and files stand beside the messages, on the first page only. */
const NAMES = 8;
const FILES = 12;

/** Everything that a query finds, one page of messages at a time. */
export async function search(db: Db, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const { kind, before, ...messageSearch } = asked;
  const isFirst = before === undefined;
  const { projectId, query } = asked;
  // Of what only messages have, a filter leaves nothing else.
  const isAboutMessages = [asked.chatId, asked.role, asked.model, asked.from, asked.to].some(
    (filter) => filter !== undefined,
  );
  const [messages, names, files] = await Promise.all([
    kind === 'files'
      ? { found: [], before: null }
      : searchMessages(db, { ...messageSearch, before }, signal),
    isFirst && kind === 'all' && !isAboutMessages
      ? searchNames(db, { query, projectId, limit: NAMES })
      : [],
    isFirst && kind !== 'messages' && !isAboutMessages
      ? searchFiles(db, { query, projectId, limit: kind === 'files' ? asked.limit : FILES })
      : [],
  ]);
  return {
    hits: [...names.map(nameHit), ...messages.found.map(messageHit), ...files.map(nameHit)],
    before: messages.before,
    isComplete: await isIndexed(db),
  };
}

const nameHit = ({ id, ...name }: FoundName): SearchHit => ({
  ...name,
  id,
  chatId: name.kind === 'chat' ? id : null,
  role: null,
});

const messageHit = ({ messageId, createdAt, shelf: _, ...message }: FoundMessage): SearchHit => ({
  ...message,
  kind: 'message',
  id: messageId,
  line: null,
  time: createdAt,
});

/** False while a library is being indexed anew: what is not there yet may still be found. */
async function isIndexed(db: Db): Promise<boolean> {
  const [row] = await db.all<{ behind: number | null }>(sql`
    select (select max(key) from messages) > last_key as behind from messages_fts_progress`);
  return row?.behind !== 1;
}

/** Of the newest messages: looking at all of them would take long. */
const RECENT = 2_000;

export async function recentModels(db: Db): Promise<string[]> {
  const rows = await db.all<{ model: string }>(sql`select distinct model from (
    select model from messages order by key desc limit ${RECENT})
    where model is not null and model <> 'search' order by model`);
  return rows.map(({ model }) => model);
}
