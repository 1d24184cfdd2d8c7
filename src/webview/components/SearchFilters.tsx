import { useEffect, useState } from 'preact/hooks';
import type { SearchFilter } from '../../protocol/api';
import type { SearchModel } from '../models/search';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';
import { Menu, type MenuItem } from './Menu';
import { SearchDates } from './SearchDates';

type Change = { [K in keyof SearchFilter]?: SearchFilter[K] | undefined };

interface Choice {
  label: string;
  change: Change;
}

const KINDS: Choice[] = [
  { label: 'Everything', change: { kind: 'all' } },
  { label: 'Messages', change: { kind: 'messages' } },
  { label: 'Chats and projects', change: { kind: 'titles' } },
  { label: 'Files', change: { kind: 'files' } },
];
const ROLES: Choice[] = [
  { label: 'Any role', change: { role: undefined } },
  { label: 'You', change: { role: 'user' } },
  { label: 'Answers', change: { role: 'assistant' } },
];
const ORDERS: Choice[] = [
  { label: 'Newest first', change: { order: 'newest' } },
  { label: 'Best match', change: { order: 'best' } },
];

function Chip({ chosen: label, name, choices, onChoose }: ChipProps) {
  const [open, setOpen] = useState(false);
  const isSet = label !== choices[0];
  const items = choices.map((choice): MenuItem => ({
    label: choice,
    checked: choice === label,
    icon: choice === label ? 'check' : 'blank',
    run: () => onChoose(choice),
  }));
  return (
    <span class="menu-anchor">
      <button
        class={`chip ${isSet ? 'set' : ''}`}
        aria-haspopup="menu"
        aria-expanded={open}
        aria-label={`${name}: ${label}`}
        onClick={() => setOpen(!open)}
      >
        <span class="ellipsis">{label}</span>
        <Icon name="chevron-down" />
      </button>
      {open && <Menu label={name} items={items} onClose={() => setOpen(false)} />}
    </span>
  );
}
interface ChipProps {
  name: string;
  chosen: string;
  choices: string[];
  onChoose: (choice: string) => void;
}

/** Names of what can be filtered by: the current place first. */
function usePlaces() {
  const { host, app } = useSurroundings();
  const reading = app.readings.value;
  const [projects, setProjects] = useState<{ projectId: string; name: string }[]>([]);
  const [models, setModels] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    // Without them there is less to choose from; the search itself says what is wrong.
    host.call('listProjects', {}).then(setProjects, () => {});
    host.call('recentModels', {}).then(setModels, () => {});
  }, [host, reading]);
  const { projectId, chatId } = app.place.value;
  const here = projectId ? [{ label: 'This project', change: within(projectId) }] : [];
  const chat = chatId ? [{ label: 'This chat', change: within(undefined, chatId) }] : [];
  const others = projects
    .filter((project) => project.projectId !== projectId)
    .map(({ projectId: id, name }) => ({ label: name, change: within(id) }));
  return {
    places: [{ label: 'All projects', change: within() }, ...here, ...chat, ...others],
    models: [
      { label: 'Any model', change: { model: undefined } },
      ...models.map(({ id, name }) => ({ label: name, change: { model: id } })),
    ],
  };
}

const within = (projectId?: string, chatId?: string): Change => ({ projectId, chatId });

/** Of choices that set the same, the one that is set. */
const isChosen = ({ change }: Choice, filter: SearchFilter): boolean =>
  Object.entries(change).every(([key, value]) => filter[key as keyof SearchFilter] === value);

const DAY = 86_400_000;
const ANY_TIME = 'Any time';
const DATES = 'Dates…';
const SPANS: Record<string, number> = {
  ...{ 'Past day': 1, 'Past week': 7, 'Past month': 31, 'Past year': 365 },
};

/** When: a span that ends now, or from one day to another. */
function useSpan({ filter, setFilter }: SearchModel) {
  const { from, to } = filter.value;
  const isAny = from === undefined && to === undefined;
  const [span, setSpan] = useState(isAny ? ANY_TIME : DATES);
  useEffect(() => {
    // Cleared by “Search everywhere”.
    if (isAny && span !== DATES) setSpan(ANY_TIME);
  }, [isAny, span]);
  const choose = (choice: string) => {
    setSpan(choice);
    const days = SPANS[choice];
    const since = days === undefined ? undefined : Date.now() - days * DAY;
    if (choice !== DATES) void setFilter({ from: since, to: undefined }); // keeps its own failure
  };
  return { span, spans: [ANY_TIME, ...Object.keys(SPANS), DATES], choose };
}

/** Which of all there is: one choice of each. */
export function SearchFilters({ search }: { search: SearchModel }) {
  const { places, models } = usePlaces();
  const filter = search.filter.value;
  const { span, spans, choose } = useSpan(search);
  const set = (change: Change) => void search.setFilter(change); // keeps its own failure
  const chip = (name: string, choices: Choice[]) => {
    const labels = distinct(choices.map(({ label }) => label));
    const chosen = labels[choices.findIndex((choice) => isChosen(choice, filter))] ?? labels[0];
    const onChoose = (label: string) => set(choices[labels.indexOf(label)]?.change ?? {});
    return <Chip key={name} {...{ name, choices: labels, onChoose }} chosen={chosen ?? ''} />;
  };
  return (
    <div class="search-filters" role="group" aria-label="Filters">
      {chip('Where', places)}
      {chip('What', KINDS)}
      {chip('Who', ROLES)}
      {chip('Order', ORDERS)}
      <Chip name="When" chosen={span} choices={spans} onChoose={choose} />
      {models.length > 1 && chip('Model', models)}
      {span === DATES && <SearchDates filter={filter} onChange={set} />}
    </div>
  );
}

/** Two projects may have one name. */
const distinct = (labels: string[]): string[] =>
  labels.map((label, i) => {
    const before = labels.slice(0, i).filter((other) => other === label).length;
    return before === 0 ? label : `${label} (${before + 1})`;
  });
