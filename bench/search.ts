import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import Database from 'libsql';
import type { Library } from '../src/db/open';
import { searchMessages } from '../src/db/search';
import { parseSearch } from '../src/db/searchQuery';
import { openTestLibrary } from '../src/db/testing';
import { createQueries } from './search/corpus';
import { builtLibrary } from './search/library';
import { median, percentile, reportMachine, rounded, timed } from './statistics';

const LIMIT = 50;
const ROUNDS = 5;
/** Of the queries, those that are also answered by reading everything: it takes long enough. */
const SCANNED_EVERY = 8;

/**
 * One million messages, 200 queries. As typed, through our search, against the same SQL on the bare driver; the best
 * match on demand; and against reading all texts with LIKE. `host_stall_max_ms` is the longest that this process,
 * which stands for the extension host, could do nothing else, in the calmest of the rounds: what other programs take of
 * the processor is none of ours.
 */
export async function measure() {
  reportMachine();
  const file = await builtLibrary();
  const library = await openTestLibrary(file);
  const raw = openRaw(file);
  const queries = createQueries();
  try {
    await answerAll(library, raw, queries);
    const rounds = [];
    for (let i = 0; i < ROUNDS; i++) rounds.push(await answerAll(library, raw, queries));
    const typing = medians(rounds.map((round) => round.typing));
    const typingRaw = medians(rounds.map((round) => round.typingRaw));
    const stalls = rounds.map((round) => round.stall);
    const best = await times(queries, (query) => ours(library, query, 'best'));
    const scanned = queries.filter((_, i) => i % SCANNED_EVERY === 0);
    const scan = await times(scanned, (query) => void raw.scan(query));
    const typingP95 = percentile(typing, 95);
    const rawP95 = percentile(typingRaw, 95);
    const scanP95 = percentile(scan, 95);
    return {
      typing_p95_ms: rounded(typingP95),
      typing_raw_ms: rounded(rawP95),
      ratio_raw: rounded(typingP95 / rawP95),
      best_p95_ms: rounded(percentile(best, 95)),
      scan_ms: rounded(scanP95),
      ratio_scan: rounded(scanP95 / typingP95),
      host_stall_max_ms: rounded(Math.min(...stalls)),
    };
  } finally {
    raw.close();
    await library.close();
  }
}

/** Both in turns, so that both meet the same file in the same state. */
async function answerAll(library: Library, raw: ReturnType<typeof openRaw>, queries: string[]) {
  const typing: number[] = [];
  const typingRaw: number[] = [];
  const delay = monitorEventLoopDelay({ resolution: 1 });
  for (const query of queries) {
    delay.enable();
    await pause(2);
    typing.push(await timed(() => ours(library, query, 'newest')));
    await pause(2);
    delay.disable();
    typingRaw.push(await timed(() => void raw.newest(query)));
  }
  return { typing, typingRaw, stall: delay.max / 1e6 };
}

/** Of each query, over the rounds. */
const medians = (rounds: number[][]): number[] =>
  (rounds[0] ?? []).map((_, i) => median(rounds.map((round) => round[i] ?? Number.NaN)));

const ours = (library: Library, query: string, order: 'newest' | 'best') =>
  searchMessages(library.db, { query, order, limit: LIMIT });

async function times(queries: string[], work: (query: string) => Promise<unknown> | void) {
  const all: number[] = [];
  for (const query of queries) {
    await pause(2);
    all.push(await timed(() => work(query)));
  }
  return all;
}

/** The SQL that our search sends, and a scan, without anything of ours around it. */
function openRaw(file: string) {
  const db = new Database(file);
  db.exec('PRAGMA cache_size = -4000');
  const found = `m.key, m.id, m.chat_id, m.role, m.created_at, c.title, c.shelf, c.project_id, p.name`;
  const joined = `cross join chats c on c.id = m.chat_id cross join projects p on p.id = c.project_id`;
  const shown = `coalesce(m.model, '') <> 'search' and c.shelf <> 'trashed' and p.shelf <> 'trashed'`;
  const around = `case when m.terms <> '' then substr(m.text, max(1,
    coalesce(nullif(instr(lower(m.text), ?), 0), nullif(instr(lower(m.text), ?), 0), 1) - 40), 300) end`;
  const newest = db.prepare(`select ${found}, snippet(messages_fts, 0, '<', '>', '…', 24), ${around}
    from messages_fts cross join messages m on m.key = messages_fts.rowid ${joined}
    where messages_fts match ? and messages_fts.rowid >= 0 and ${shown}
    order by messages_fts.rowid desc limit ${LIMIT + 1}`);
  const scan = db.prepare(`select ${found}, m.text from messages m ${joined}
    where m.text like ? and ${shown} order by m.key desc limit ${LIMIT + 1}`);
  return {
    newest(query: string) {
      const { match, words } = parseSearch(query);
      const [first = '', second = first] = words.map((word) => word.toLowerCase());
      return match === undefined ? [] : newest.all([first, second, match]);
    },
    scan: (query: string) => scan.all([`%${query.replaceAll('"', '')}%`]),
    close: () => db.close(),
  };
}
