import { sql } from 'drizzle-orm';
import { namesOf } from './namesIndex';
import type { Db } from './open';
import { CHAT_IS_ARCHIVED, hasLiterals, snippet, textAround } from './search';
import { parseSearch, type SearchQuery } from './searchQuery';
import { createMarker, type Marker, type Segment } from './snippets';

export interface NameSearch {
  query: string;
  order: 'newest' | 'best';
  projectId?: string | undefined;
  limit: number;
}

/** A chat's title, a file's path or a passage in it, or what a project says of itself. */
export interface FoundName {
  kind: 'chat' | 'project' | 'file';
  id: string;
  projectId: string;
  projectName: string;
  /** The chat's title, the project's name, the file's path. */
  title: string;
  /** It is, or the project it is in. */
  isArchived: boolean;
  /** In a file, from 1. */
  line: number | null;
  time: number | null;
  snippet: Segment[];
}

/** Hits looked at, whatever the filter lets through of them. */
const MOST_HITS = 2_000;
const PASSAGES_OF_A_FILE = 3;

interface Row {
  kind: FoundName['kind'];
  id: string;
  projectId: string;
  projectName: string;
  title: string;
  isArchived: number;
  line: string | number | null;
  time: number | null;
  marked: string;
  around: string | null;
}

/** The newest hits in an index, or the best, with what the index marks in them. */
function hitsIn(table: 'names_fts' | 'passages_fts', options: NameSearch, query: SearchQuery) {
  const columns = sql.raw(table === 'names_fts' ? 'rowid as key' : 'file_id, line');
  const order = sql.raw(options.order === 'best' ? 'rank, rowid desc' : 'rowid desc');
  return sql`(select ${columns}, ${snippet(table)} as marked, text, terms from ${sql.raw(table)}
    where ${sql.raw(table)} match ${query.match} and ${hasLiterals(sql`text`, query)}
    order by ${order} limit ${MOST_HITS})`;
}

export async function searchChats(db: Db, options: NameSearch): Promise<FoundName[]> {
  const query = parseSearch(options.query);
  if (query.match === undefined) return [];
  const rows = await db.all<Row>(sql`
    select 'chat' as kind, c.id, p.id as projectId, p.name as projectName, c.title,
      ${CHAT_IS_ARCHIVED} as isArchived, null as line, c.updated_at as time, h.marked, ${around(query)} as around
    from ${hitsIn('names_fts', options, query)} h
      cross join chats c on ${sql.raw(namesOf('chats', 'h.key', 'c'))}
      cross join projects p on p.id = c.project_id
    where c.shelf <> 'trashed' and p.shelf <> 'trashed' ${inProject(options)}
    limit ${options.limit}`);
  return rows.map(withMarks(query));
}

/** By their names and by what they say of themselves. */
export async function searchProjects(db: Db, options: NameSearch): Promise<FoundName[]> {
  const query = parseSearch(options.query);
  if (query.match === undefined) return [];
  const rows = await db.all<Row>(sql`
    select 'project' as kind, p.id, p.id as projectId, p.name as projectName, p.name as title,
      p.shelf = 'archived' as isArchived, null as line, p.updated_at as time, h.marked, ${around(query)} as around
    from ${hitsIn('names_fts', options, query)} h
      cross join projects p on ${sql.raw(namesOf('projects', 'h.key', 'p'))}
    where p.shelf <> 'trashed' ${inProject(options)}
    limit ${options.limit}`);
  return rows.map(withMarks(query));
}

/** Files by what is in them and by their paths. */
export async function searchFiles(db: Db, options: NameSearch): Promise<FoundName[]> {
  const query = parseSearch(options.query);
  if (query.match === undefined) return [];
  const rows = await db.all<Row>(sql`
    select * from (select 'file' as kind, f.id, p.id as projectId, p.name as projectName,
      f.path as title, p.shelf = 'archived' as isArchived, null as line, null as time, h.marked, null as around
    from ${hitsIn('names_fts', options, query)} h
      cross join files f on ${sql.raw(namesOf('files', 'h.key', 'f'))}
      cross join projects p on p.id = f.project_id
    where p.shelf <> 'trashed' ${inProject(options)} limit ${options.limit})
    union all select * from (
    select 'file', f.id, p.id, p.name, f.path, p.shelf = 'archived', h.line, null, h.marked, ${around(query)}
    from ${hitsIn('passages_fts', options, query)} h
      cross join files f on f.id = h.file_id
      cross join projects p on p.id = f.project_id
    where p.shelf <> 'trashed' ${inProject(options)} limit ${4 * options.limit})`);
  return fewOfEach(rows.map(withMarks(query))).slice(0, options.limit);
}

const around = (query: SearchQuery) => textAround(sql`h.text`, sql`h.terms`, query);

const inProject = ({ projectId }: NameSearch) =>
  projectId === undefined ? sql`` : sql`and p.id = ${projectId}`;

const withMarks = (query: SearchQuery) => {
  const toSegments = createMarker(query);
  return (row: Row) => toFound(row, toSegments);
};

const toFound = (row: Row, toSegments: Marker): FoundName => ({
  kind: row.kind,
  id: row.id,
  projectId: row.projectId,
  projectName: row.projectName,
  title: row.title,
  isArchived: row.isArchived === 1,
  line: row.line === null ? null : Number(row.line),
  time: row.time,
  snippet: toSegments(row.marked, row.around),
});

/** A file full of the word leaves room for others. */
function fewOfEach(found: FoundName[]): FoundName[] {
  const counts = new Map<string, number>();
  return found.filter(({ id }) => {
    const count = (counts.get(id) ?? 0) + 1;
    counts.set(id, count);
    return count <= PASSAGES_OF_A_FILE;
  });
}
