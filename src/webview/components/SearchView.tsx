import { useModel } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Place, SearchHit } from '../../protocol/api';
import { type KeptSearch, SearchModel } from '../models/search';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import type { ViewState } from '../viewState';
import { Icon } from './IconButton';
import { SearchFilters } from './SearchFilters';
import { type OpenHit, optionId, SearchResults } from './SearchResults';
import { Failure, Progress } from './states';

const LIST = 'search-results';

const ANY_FILTER = { kind: 'all', order: 'newest' } as const;

/** “This chat” is another one by now, perhaps. */
function keptSearch(viewState: ViewState, { chatId: here }: Place): KeptSearch {
  const { query, filter }: KeptSearch = viewState.search() ?? { query: '', filter: ANY_FILTER };
  const { chatId, ...wider } = filter;
  return { query, filter: chatId === here ? filter : wider };
}

/** What was marked in a hit, to be marked again where it leads. */
const markedWords = (hit: SearchHit) => [
  ...new Set(hit.snippet.filter(({ marked }) => marked).map(({ text }) => text.slice(0, 500))),
];

function useOpenHit(leave: () => void) {
  const { host, act, app } = useSurroundings();
  return (hit: SearchHit, inEditor: boolean) =>
    act(async () => {
      const { id, projectId } = hit;
      if (hit.kind === 'file') {
        const at = hit.line === null ? {} : { line: hit.line };
        return host.call('openAttachment', { fileId: id, ...at });
      }
      if (hit.kind === 'message' && inEditor) {
        return host.call('openMessageInEditor', { messageId: id, words: markedWords(hit) });
      }
      if (hit.chatId !== null && inEditor) {
        return host.call('openChatInEditor', { chatId: hit.chatId });
      }
      if (hit.kind === 'message') {
        const { chatId } = await host.call('openMessage', { messageId: id });
        app.jump.value = { chatId, messageId: id, words: markedWords(hit) };
      } else await host.call('goTo', { projectId, chatId: hit.chatId });
      leave();
    });
}

function Count({ search }: { search: SearchModel }) {
  const count = search.hits.value?.length;
  if (count === undefined) return null;
  const more = search.before.value === null ? '' : '+';
  return (
    <output class="search-count" aria-label={`${count}${more} found`}>
      {count}
      {more}
    </output>
  );
}

function whyNothing({ query, hasWords }: SearchModel): [what: string, advice: string] {
  if (!hasWords.value) {
    const advice = 'Signs alone are not looked for, and -word only leaves out what others find.';
    return ['There is no word to look for yet.', advice];
  }
  if (/^\p{L}$/u.test(query.value.trim())) {
    return ['No message has this letter as a word.', 'Type one more to find what begins with it.'];
  }
  return ['Nothing matches.', 'Try fewer or other words: each of them must be there.'];
}

/** Of what is not looked through, and where to look for it. */
function TrashNote() {
  const { host, act } = useSurroundings();
  return (
    <p>
      The trash is not searched.{' '}
      <button class="text-button" onClick={() => act(() => host.call('openTrash', {}))}>
        Open Trash
      </button>
    </p>
  );
}

function Nothing({ search }: { search: SearchModel }) {
  const filters = Object.keys(search.filter.value).length > 2 || search.filter.value.kind !== 'all';
  const [what, advice] = whyNothing(search);
  return (
    <div class="search-note" role="status">
      <p>{what}</p>
      <p>{advice}</p>
      {filters && (
        <button class="text-button" onClick={() => void search.setFilter(noFilters(search))}>
          Search everywhere
        </button>
      )}
      {search.hasWords.value && <TrashNote />}
    </div>
  );
}

const noFilters = ({ filter }: SearchModel) => ({
  ...{ projectId: undefined, chatId: undefined, role: undefined, model: undefined },
  ...{ from: undefined, to: undefined, kind: 'all' as const, order: filter.value.order },
});

function Hints() {
  return (
    <div class="search-note">
      <p>Every message, title, attached file and instruction, the newest first.</p>
      <dl>
        <dt>“two words”</dt>
        <dd>just so, side by side</dd>
        <dt>retry -webhook</dt>
        <dd>the one without the other</dd>
        <dt>http header</dt>
        <dd>finds parseHTTPHeader as well</dd>
      </dl>
    </div>
  );
}

function Found({ search, onOpen }: { search: SearchModel; onOpen: OpenHit }) {
  const { hits, problem, before, busy, isComplete } = search;
  if (problem.value) return <Failure sentence={problem.value} onRetry={search.run} />;
  if (!hits.value) return busy.value ? null : <Hints />;
  if (hits.value.length === 0 && !busy.value) return <Nothing search={search} />;
  return (
    <>
      {!isComplete.value && (
        <p class="search-note">
          The library is still being indexed: more will be found in a while.
        </p>
      )}
      <SearchResults id={LIST} search={search} onOpen={onOpen} />
      {before.value !== null && !busy.value && (
        <button class="text-button more" onClick={() => void search.loadMore()}>
          Show more
        </button>
      )}
    </>
  );
}

/** Searches the whole library, in the place of what is open; Escape goes back to it. */
export function SearchView() {
  const { host, app, viewState } = useSurroundings();
  const search = useModel(() => new SearchModel(host, keptSearch(viewState, app.place.value)));
  const box = useRef<HTMLInputElement>(null);
  const leave = () => (app.searching.value = false);
  const open = useOpenHit(leave);
  const { query, filter, hits, drawn, active, busy } = search;

  useReading(search.run);
  // Before it is drawn: what is typed as soon as it is seen belongs here.
  useLayoutEffect(() => {
    box.current?.focus();
    box.current?.select();
  }, []);
  useEffect(() => search.stop, [search]);
  useEffect(
    () => viewState.keepSearch({ query: query.value, filter: filter.value, isOpen: true }),
    [viewState, query.value, filter.value],
  );
  useEffect(
    () => () => viewState.keepSearch({ query: query.value, filter: filter.value, isOpen: false }),
    [viewState, query, filter],
  );
  useEffect(() => {
    const focus = () => document.activeElement === document.body && box.current?.focus();
    window.addEventListener('focus', focus);
    return () => window.removeEventListener('focus', focus);
  }, []);

  const onBoxKey = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const hit = drawn.value[active.value];
    if (event.key === 'ArrowDown') search.move(1);
    else if (event.key === 'ArrowUp') search.move(-1);
    else if (event.key === 'PageDown') search.move(8);
    else if (event.key === 'PageUp') search.move(-8);
    else if (event.key === 'Enter' && hit) open(hit, event.ctrlKey || event.metaKey);
    // A second Tab leaves the box as everywhere.
    else if (event.key === 'Tab' && !event.shiftKey && hit && filter.value.order === 'newest') {
      void search.setFilter({ order: 'best' }); // keeps its own failure
    } else return;
    event.preventDefault();
  };
  const onKey = (event: KeyboardEvent) => {
    const isFind = event.key.toLowerCase() === 'f' && (event.ctrlKey || event.metaKey);
    if (event.key === 'Escape') leave();
    else if (isFind) box.current?.select();
    else return;
    event.preventDefault();
  };

  return (
    <section class="search" aria-label="Search" onKeyDown={onKey}>
      {busy.value && <Progress />}
      <div class="search-box">
        <Icon name="search" />
        <input
          ref={box}
          type="text"
          role="combobox"
          aria-label="Search the library"
          aria-expanded={(hits.value?.length ?? 0) > 0}
          aria-controls={LIST}
          aria-autocomplete="list"
          aria-activedescendant={hits.value?.length ? optionId(active.value) : undefined}
          placeholder="Search everything"
          maxLength={500}
          spellcheck={false}
          value={query.value}
          onInput={(event) => void search.setQuery(event.currentTarget.value)}
          onKeyDown={onBoxKey}
        />
        <Count search={search} />
        <button
          class="icon-button"
          title="Close (Escape)"
          aria-label="Close search"
          onClick={leave}
        >
          <Icon name="close" />
        </button>
      </div>
      <SearchFilters search={search} />
      <div class="search-list">
        <Found search={search} onOpen={open} />
      </div>
      {(hits.value?.length ?? 0) > 0 && (
        <footer class="search-keys" aria-hidden="true">
          ↑↓ to move · Enter to open, with Ctrl in an editor
          {filter.value.order === 'newest' && ' · Tab for best match'}
        </footer>
      )}
    </section>
  );
}
