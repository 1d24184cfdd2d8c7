import { sql } from 'drizzle-orm';
import type * as z from 'zod';
import type { Db } from '../db/open';
import { type FoundMessage, searchMessages } from '../db/search';
import { type FoundName, searchChats, searchFiles, searchProjects } from '../db/searchNames';
import { parseSearch } from '../db/searchQuery';
import type { requests, SearchHit } from '../protocol/api';

type Asked = z.output<typeof requests.search.input>;
type Answer = z.output<typeof requests.search.output>;

/** Of each of these so many stand beside the first messages; whoever wants them all asks for them only. */
const BESIDE = { chats: 6, projects: 3, files: 12 };

/** Everything that a query finds, one page at a time. */
export async function search(db: Db, asked: Asked, signal: AbortSignal): Promise<Answer> {
  const found = isOf(asked, 'titles', 'files')
    ? await onlyNames(db, asked)
    : await messagesAndNames(db, asked, signal);
  const hasWords = parseSearch(asked.query).match !== undefined;
  return { ...found, hasWords, isComplete: await isIndexed(db) };
}

const isOf = ({ kind }: Asked, ...kinds: Asked['kind'][]) => kinds.includes(kind);

async function messagesAndNames(db: Db, { kind, ...asked }: Asked, signal: AbortSignal) {
  const { before, projectId, query, order } = asked;
  const beside = async (limits: typeof BESIDE) =>
    before === undefined && kind === 'all' && !isAboutMessages(asked)
      ? namesFor(db, { projectId, query, order }, limits)
      : { names: [], files: [] };
  const [messages, { names, files }] = await Promise.all([
    searchMessages(db, { ...asked, before }, signal),
    beside(BESIDE),
  ]);
  const hits = [...names.map(nameHit), ...messages.found.map(messageHit), ...files.map(nameHit)];
  return { hits, before: messages.before };
}

/** Of what only messages have, a filter leaves nothing else. */
const isAboutMessages = ({ chatId, role, model, from, to }: Omit<Asked, 'kind'>) =>
  [chatId, role, model, from, to].some((filter) => filter !== undefined);

async function namesFor(
  db: Db,
  asked: Pick<Asked, 'projectId' | 'query' | 'order'>,
  limits: { chats: number; projects: number; files: number },
) {
  const [chats, projects, files] = await Promise.all([
    limits.chats ? searchChats(db, { ...asked, limit: limits.chats }) : [],
    limits.projects ? searchProjects(db, { ...asked, limit: limits.projects }) : [],
    limits.files ? searchFiles(db, { ...asked, limit: limits.files }) : [],
  ]);
  return { names: [...chats, ...projects], files };
}

/** Here `before` says how many there were on the pages before. */
async function onlyNames(db: Db, asked: Asked) {
  if (isAboutMessages(asked)) return { hits: [], before: null };
  const { projectId, query, order, limit, before: from = 0 } = asked;
  const most = from + limit + 1;
  const [others, wanted] = [
    { chats: 0, projects: 0, files: 0 },
    { chats: most, projects: most },
  ];
  const limits = isOf(asked, 'files') ? { ...others, files: most } : { ...others, ...wanted };
  const { names, files } = await namesFor(db, { projectId, query, order }, limits);
  const all = [...names, ...files];
  const hits = all.slice(from, from + limit).map(nameHit);
  return { hits, before: all.length > from + limit ? from + limit : null };
}

const nameHit = ({ id, ...name }: FoundName): SearchHit => ({
  ...name,
  id,
  chatId: name.kind === 'chat' ? id : null,
  role: null,
});

const messageHit = ({ messageId, createdAt, ...message }: FoundMessage): SearchHit => ({
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
