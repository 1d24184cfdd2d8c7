import { type SQL, sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, messages, type ROLES } from './schema';
import { parseSearch, type SearchQuery } from './searchQuery';
import { CLOSE, createMarker, type Marker, OPEN, type Segment } from './snippets';

export interface SearchFilters {
  projectId?: string | undefined;
  chatId?: string | undefined;
  role?: (typeof ROLES)[number] | undefined;
  model?: string | undefined;
  /** Milliseconds since 1970: written at or after, and before. */
  from?: number | undefined;
  to?: number | undefined;
}

export interface MessageSearch extends SearchFilters {
  query: string;
  order: 'newest' | 'best';
  limit: number;
  /** Where the search before this one ended. */
  before?: number | undefined;
}

export interface FoundMessage {
  messageId: string;
  chatId: string;
  projectId: string;
  projectName: string;
  title: string;
  /** The chat is, or the project it is in. */
  isArchived: boolean;
  role: (typeof ROLES)[number];
  createdAt: number;
  snippet: Segment[];
}

export interface FoundMessages {
  found: FoundMessage[];
  /** Give it as `before` to look further back; null when everything was searched. */
  before: number | null;
}

/** How many of the newest hits are ranked: ranking every hit of a common word takes a second. */
const CANDIDATES = 2_000;
/** A filter is looked up first when it leaves at most so many messages; a looser one is met soon enough. */
const FEW = 20_000;
/** How long one search goes on looking for what a filter lets through, in milliseconds. */
const BUDGET = 120;
const RANKING_BUDGET = 300;
/** What a step should take, in milliseconds; whoever else asks waits so long. */
const STEP_MS = 40;
const SHORTEST_STEP = 5_000;
const NOT_YET = Number.MAX_SAFE_INTEGER;

/** Newest first, or best first of the newest. Answers by the built-in Search only repeat what others wrote. */
export async function searchMessages(
  db: Db,
  options: MessageSearch,
  signal?: AbortSignal,
): Promise<FoundMessages> {
  const query = parseSearch(options.query);
  const { match, literals } = query;
  if (match === undefined) return { found: [], before: null };
  const scope = await scopeOf(db, options, literals.length > 0);
  const where = sql`${filtersOf(options, scope)} and ${hasLiterals(sql`m.text`, query)}`;
  const look: Look = { db, match, query, scope, where };
  if (options.order === 'best') return best(look, options.limit, signal);
  return newest(look, options, signal);
}

/** Keys between which the messages of a filter are, and how far apart two looks may be. */
interface Scope {
  first: number;
  end: number;
  /** Keys a single look goes through at first. */
  step: number;
  keys: SQL | undefined;
}
interface Look {
  db: Db;
  match: string;
  query: SearchQuery;
  scope: Scope;
  where: SQL;
}

async function scopeOf(db: Db, filters: SearchFilters, hasSigns: boolean) {
  const { chatId, projectId, role, model, from, to } = filters;
  const inChats = chatId
    ? sql`${messages.chatId} = ${chatId}`
    : projectId &&
      sql`${messages.chatId} in (select ${chats.id} from ${chats} where ${chats.projectId} = ${projectId})`;
  const isLoose = hasSigns || (role ?? model ?? from ?? to) !== undefined;
  const whole = { first: 0, end: NOT_YET, keys: undefined };
  if (!inChats) return { ...whole, step: isLoose ? 10_000 : NOT_YET };
  const keys = sql`(select ${messages.key} from ${messages} where ${inChats})`;
  const [row] = await db.all<{ n: number; first: number | null; last: number | null }>(sql`
    select count(*) as n, min(key) as first, max(key) as last from (
      select ${messages.key} as key from ${messages} where ${inChats} limit ${FEW + 1})`);
  if (!row || row.n > FEW) return { ...whole, step: 10_000 };
  return { first: row.first ?? 0, end: (row.last ?? -1) + 1, keys, step: 200_000 };
}

function filtersOf(filters: SearchFilters, { keys }: Scope): SQL {
  const { projectId, chatId, role, model, from, to } = filters;
  const conditions = [
    // The plus keeps the index of words in charge: by rowid it would begin anew for each of them.
    keys && sql`+messages_fts.rowid in ${keys}`,
    projectId && !keys && sql`c.project_id = ${projectId}`,
    chatId && !keys && sql`m.chat_id = ${chatId}`,
    role && sql`m.role = ${role}`,
    model && sql`m.model = ${model}`,
    from !== undefined && sql`m.created_at >= ${from}`,
    to !== undefined && sql`m.created_at < ${to}`,
    sql`coalesce(m.model, '') <> 'search'`,
    sql`c.shelf <> 'trashed' and p.shelf <> 'trashed'`,
  ];
  return sql.join(
    conditions.filter((condition) => typeof condition === 'object'),
    sql` and `,
  );
}

async function newest(
  look: Look,
  { limit, before }: MessageSearch,
  signal?: AbortSignal,
): Promise<FoundMessages> {
  const read = (floor: number, end: number, more: number) =>
    look.db.all<Row>(select(look, floor, end, more));
  const { rows, end } = await stepBack(
    look,
    { limit: limit + 1, before, budget: BUDGET },
    read,
    signal,
  );
  if (rows.length > limit) return page(look, rows.slice(0, limit), rows[limit - 1]?.key);
  return page(look, rows, end);
}

interface Stretch {
  limit: number;
  before?: number | undefined;
  budget: number;
}

/**
 * Reads backwards in steps that are short however rare the filter is and however common the words, until there are
 * enough rows, the time is over (`end` says where to go on) or the beginning is reached.
 */
async function stepBack<T>(
  { db, scope }: Look,
  { limit, before, budget }: Stretch,
  read: (floor: number, end: number, more: number) => Promise<T[]>,
  signal?: AbortSignal,
): Promise<{ rows: T[]; end: number | undefined }> {
  const deadline = performance.now() + budget;
  let [end, { step }] = [Math.min(scope.end, before ?? NOT_YET), scope];
  if (end === NOT_YET && step < NOT_YET) end = await newestKey(db);
  const rows: T[] = [];
  while (end > scope.first) {
    signal?.throwIfAborted();
    const began = performance.now();
    const floor = Math.max(scope.first, end - step);
    rows.push(...(await read(floor, end, limit - rows.length)));
    if (rows.length >= limit) return { rows, end: floor };
    end = floor;
    step = nextStep(step, performance.now() - began);
    if (performance.now() > deadline && end > scope.first) return { rows, end };
  }
  return { rows, end: undefined };
}

/** Towards the time that a step should take: beginning one has its own price. */
const nextStep = (step: number, took: number) =>
  Math.max(SHORTEST_STEP, step * Math.min(4, Math.max(0.5, STEP_MS / took)));

async function newestKey(db: Db): Promise<number> {
  const [row] = await db.all<{ key: number | null }>(sql`select max(key) as key from ${messages}`);
  return (row?.key ?? 0) + 1;
}

/** Ranked by FTS5 in a single pass over the newest hits: by their rowids, each would count all words anew. */
async function best(look: Look, limit: number, signal?: AbortSignal): Promise<FoundMessages> {
  const { db, scope } = look;
  const stretch = { limit: CANDIDATES, budget: RANKING_BUDGET };
  const read = (floor: number, end: number, more: number) =>
    db.all<{ key: number }>(selectKeys(look, floor, end, more));
  const { rows: newestHits } = await stepBack(look, stretch, read, signal);
  const oldest = newestHits.at(-1)?.key;
  if (oldest === undefined) return { found: [], before: null };
  signal?.throwIfAborted();
  const rows = await db.all<Row>(
    select(look, oldest, scope.end, limit, sql`bm25(messages_fts), ${NEWEST}`),
  );
  return page(look, rows, undefined);
}

interface Row {
  key: number;
  id: string;
  chatId: string;
  projectId: string;
  projectName: string;
  title: string;
  isArchived: number;
  role: FoundMessage['role'];
  createdAt: number;
  marked: string;
  around: string | null;
}

/** Cross joins keep this order: from the index of words to what is read for its hits. */
const hits = ({ match, where }: Look, floor: number, end: number) => sql`
  from messages_fts
    cross join messages m on m.key = messages_fts.rowid
    cross join chats c on c.id = m.chat_id
    cross join projects p on p.id = c.project_id
  where messages_fts match ${match}
    and messages_fts.rowid >= ${rowid(floor)} and messages_fts.rowid < ${rowid(end)} and ${where}`;

/** The driver binds numbers as floating point, by which FTS5 does not find its way: it would begin at the newest. */
const rowid = (key: number) => sql`cast(${Math.ceil(key)} as integer)`;

const NEWEST = sql`messages_fts.rowid desc`;

const select = (look: Look, floor: number, end: number, limit: number, rank = NEWEST) => sql`
  select m.key, m.id, m.chat_id as chatId, m.role, m.created_at as createdAt, c.title,
    ${CHAT_IS_ARCHIVED} as isArchived,
    c.project_id as projectId, p.name as projectName,
    ${snippet('messages_fts')} as marked, ${textAround(sql`m.text`, sql`m.terms`, look.query)} as around
  ${hits(look, floor, end)} order by ${rank} limit ${limit}`;

/** Of the chat c in the project p. */
export const CHAT_IS_ARCHIVED = sql`'archived' in (c.shelf, p.shelf)`;

const selectKeys = (look: Look, floor: number, end: number, limit: number) =>
  sql`select m.key ${hits(look, floor, end)} order by ${NEWEST} limit ${limit}`;

const TOKENS = 24;

export const snippet = (table: string): SQL =>
  sql.raw(`snippet(${table}, 0, '${OPEN}', '${CLOSE}', '…', ${TOKENS})`);

/** What the index of words cannot tell. */
export function hasLiterals(text: SQL, { literals }: SearchQuery): SQL {
  const has = literals.map(
    (one) => sql`(instr(lower(${text}), ${one.text}) > 0) = ${one.isExcluded ? 0 : 1}`,
  );
  return has.length === 0 ? sql`1` : sql.join(has, sql` and `);
}

/** A piece of the text with one of the words in it, where the index cannot mark what was meant. */
export function textAround(text: SQL, terms: SQL, { words, literals }: SearchQuery): SQL {
  const signed = literals.filter(({ isExcluded }) => !isExcluded).map((one) => one.text);
  const [first = '', second = first] = [...signed, ...words.map((word) => word.toLowerCase())];
  const at = (word: string) => sql`nullif(instr(lower(${text}), ${word}), 0)`;
  return sql`case when ${terms} <> '' or ${signed.length} then
    substr(${text}, max(1, coalesce(${at(first)}, ${at(second)}, 1) - 40), 300) end`;
}

function page({ query }: Look, rows: Row[], before: number | undefined): FoundMessages {
  const toSegments = createMarker(query);
  return { found: rows.map((row) => toFound(row, toSegments)), before: before ?? null };
}

/** Field by field: a raw row has its cells by position too. */
const toFound = (row: Row, toSegments: Marker): FoundMessage => ({
  messageId: row.id,
  chatId: row.chatId,
  projectId: row.projectId,
  projectName: row.projectName,
  title: row.title,
  isArchived: row.isArchived === 1,
  role: row.role,
  createdAt: row.createdAt,
  snippet: toSegments(row.marked, row.around),
});
