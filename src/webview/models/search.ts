import { batch, computed, createModel, signal } from '@preact/signals';
import type { AppHost, SearchFilter, SearchHit } from '../../protocol/api';
import { sentence } from './attempts';

export interface KeptSearch {
  query: string;
  filter: SearchFilter;
}

const PAGE = 50;
/** A first page with fewer hits goes on by itself, in steps that each are short. */
const ENOUGH = 20;
const INDEX_AGAIN_MS = 1_000;

interface Group {
  projectId: string;
  name: string;
  hits: { hit: SearchHit; index: number }[];
}

/** In the order in which they were found: a project stands where its first hit does. */
function groupHits(hits: readonly SearchHit[]): Group[] {
  const groups = new Map<string, Group>();
  for (const hit of hits) {
    const { projectId, projectName: name } = hit;
    const group = groups.get(projectId) ?? { projectId, name, hits: [] };
    groups.set(projectId, group);
    group.hits.push({ hit, index: 0 });
  }
  let index = 0;
  for (const group of groups.values()) for (const entry of group.hits) entry.index = index++;
  return [...groups.values()];
}

/** What was looked for, and what is found so far. A new keystroke makes everything before it worthless. */
export const SearchModel = createModel((host: AppHost, kept: KeptSearch) => {
  const query = signal(kept.query);
  const filter = signal(kept.filter);
  /** Undefined until the first answer. */
  const hits = signal<readonly SearchHit[]>();
  const before = signal<number | null>(null);
  const isComplete = signal(true);
  /** There is something to look for. */
  const hasWords = signal(true);
  const busy = signal(false);
  const problem = signal<string>();
  const groups = computed(() => groupHits(hits.value ?? []));
  /** In the order in which they are drawn. */
  const drawn = computed(() => groups.value.flatMap((group) => group.hits.map(({ hit }) => hit)));
  const active = signal(0);
  let current = new AbortController();
  let again: ReturnType<typeof setTimeout> | undefined;

  const read = async (signal: AbortSignal, from: number | undefined) => {
    const asked = { ...filter.value, query: query.value, limit: PAGE };
    const answer = await host.call(
      'search',
      from === undefined ? asked : { ...asked, before: from },
      signal,
    );
    signal.throwIfAborted();
    batch(() => {
      hits.value = from === undefined ? answer.hits : [...(hits.value ?? []), ...answer.hits];
      before.value = answer.before;
      isComplete.value = answer.isComplete;
      hasWords.value = answer.hasWords;
      problem.value = undefined;
    });
    if (!answer.isComplete) again = setTimeout(() => void run(), INDEX_AGAIN_MS);
  };

  /** Never rejects. */
  const look = async (from: number | undefined, enough: number) => {
    current.abort();
    clearTimeout(again);
    const { signal } = (current = new AbortController());
    busy.value = true;
    try {
      await read(signal, from);
      while (before.value !== null && (hits.value?.length ?? 0) < enough) {
        await read(signal, before.value);
      }
    } catch (error) {
      if (signal.aborted) return;
      problem.value = sentence(error);
    }
    if (!signal.aborted) busy.value = false;
  };

  const run = async () => {
    if (query.value.trim() !== '') return look(undefined, ENOUGH);
    current.abort();
    batch(() => {
      hits.value = undefined;
      before.value = null;
      busy.value = false;
      problem.value = undefined;
    });
  };
  const change = (next: Partial<KeptSearch>) => {
    batch(() => {
      query.value = next.query ?? query.value;
      filter.value = next.filter ?? filter.value;
      active.value = 0;
    });
    return run();
  };
  const setQuery = (next: string) => change({ query: next });
  /** An undefined filter lets everything through. */
  const setFilter = (next: { [K in keyof SearchFilter]?: SearchFilter[K] | undefined }) => {
    const entries = Object.entries({ ...filter.value, ...next });
    const set = entries.filter(([, value]) => value !== undefined);
    return change({ filter: Object.fromEntries(set) as SearchFilter });
  };
  const loadMore = async () => {
    if (before.value === null || busy.value) return;
    await look(before.value, (hits.value?.length ?? 0) + 1);
  };
  const move = (step: number) => {
    const last = (hits.value?.length ?? 0) - 1;
    active.value = Math.max(0, Math.min(last, active.value + step));
    if (active.value >= last - 5) void loadMore(); // keeps its own failure
  };
  const stop = () => {
    current.abort();
    clearTimeout(again);
  };

  return {
    ...{ query, filter, hits, groups, drawn, before, isComplete, hasWords, busy, problem, active },
    ...{ run, setQuery, setFilter, loadMore, move, stop },
  };
});
export type SearchModel = InstanceType<typeof SearchModel>;
