import { setImmediate } from 'node:timers/promises';
import { sql } from 'drizzle-orm';
import type { Db } from './open';
import { chats, files, messages } from './schema';
import { extraTerms } from './searchTerms';

export interface Passage {
  /** First line, from 1. */
  line: number;
  text: string;
}

/** Content hash by file id, of the files whose passages are in the index. */
export async function indexedHashes(db: Db, projectId: string): Promise<Map<string, string>> {
  const rows = await db.all<{ file_id: string; hash: string }>(sql`
    select file_id, hash from passage_sources
    where file_id in (select ${files.id} from ${files} where ${files.projectId} = ${projectId})`);
  return new Map(rows.map((row) => [row.file_id, row.hash]));
}

/** Replaces what the index has of a file. */
export async function indexPassages(
  db: Db,
  fileId: string,
  hash: string,
  passages: Passage[],
): Promise<void> {
  const rows = await withTerms(passages);
  await db.batch([
    db.run(sql`delete from passage_sources where file_id = ${fileId}`),
    db.run(sql`insert into passages_fts (text, terms, file_id, line)
      select value ->> 'text', value ->> 'terms', ${fileId}, value ->> 'line' from json_each(${JSON.stringify(rows)})`),
    db.run(sql`insert into passage_sources (file_id, hash, first_rowid, last_rowid)
      select ${fileId}, ${hash}, coalesce(max(id), 0) - ${passages.length} + 1, coalesce(max(id), 0)
      from passages_fts_content`),
  ]);
}

/** Passages between two turns of the caller's event loop. */
const AT_ONCE = 200;

async function withTerms(passages: Passage[]): Promise<(Passage & { terms: string })[]> {
  const rows: (Passage & { terms: string })[] = [];
  for (const [i, passage] of passages.entries()) {
    if (i % AT_ONCE === AT_ONCE - 1) await setImmediate();
    // Half a surrogate pair, escaped in JSON, becomes text that is not UTF-8: reading that ends the whole process.
    const text = passage.text.toWellFormed().replaceAll('\0', '');
    rows.push({ line: passage.line, text, terms: extraTerms(text) });
  }
  return rows;
}

export interface FilePassage extends Passage {
  fileId: string;
  path: string;
  uri: string;
}

/** Best first. `match` is FTS5 syntax: quote what a user typed. */
export async function findPassages(
  db: Db,
  { projectId, match, limit }: { projectId: string; match: string; limit: number },
): Promise<FilePassage[]> {
  // One look per file, bounded to its rows: what it costs does not grow with the rest of the library.
  const rows = await db.all<{ id: string; path: string; uri: string; line: string; text: string }>(
    sql`select f.id, f.path, f.uri, passages_fts.line, passages_fts.text
      from ${files} f
      cross join passage_sources s on s.file_id = f.id
      cross join passages_fts on passages_fts.rowid between s.first_rowid and s.last_rowid
      where f.project_id = ${projectId} and passages_fts match ${match}
      order by bm25(passages_fts) limit ${limit}`,
  );
  return rows.map(({ id, path, uri, line, text }) => ({
    fileId: id,
    path,
    uri,
    line: Number(line),
    text,
  }));
}

export interface MessagePassage {
  messageId: string;
  chatId: string;
  title: string;
  snippet: string;
}

/** How many of the newest hits are ranked: ranking all hits of a common word takes a second. */
const CANDIDATES = 2_000;

/** Best of the newest first; answers by Search itself are not found again. */
export async function findMessages(
  db: Db,
  options: { projectId: string; match: string; limit: number; notInChat: string },
): Promise<MessagePassage[]> {
  const { projectId, match, limit, notInChat } = options;
  const rows = await db.all<{ id: string; chatId: string; title: string; snippet: string }>(sql`
    select m.id, m.chat_id as chatId, c.title, snippet(messages_fts, 0, '', '', '…', 32) as snippet
    from messages_fts
    join ${messages} m on m.key = messages_fts.rowid
    join ${chats} c on c.id = m.chat_id
    where messages_fts match ${match}
      and messages_fts.rowid >= (select min(rowid) from (select rowid from messages_fts
        where messages_fts match ${match} order by rowid desc limit ${CANDIDATES}))
      and c.project_id = ${projectId} and c.shelf <> 'trashed' and c.id <> ${notInChat}
      and coalesce(m.model, '') <> 'search'
    order by bm25(messages_fts) limit ${limit}`);
  return rows.map(({ id, chatId, title, snippet }) => ({ messageId: id, chatId, title, snippet }));
}
