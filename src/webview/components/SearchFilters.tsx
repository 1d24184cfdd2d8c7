import { useEffect, useState } from 'preact/hooks';
import type { SearchFilter } from '../../protocol/api';
import type { SearchModel } from '../models/search';
import { useSurroundings } from '../surroundings';
import { Icon } from './IconButton';
import { Menu, type MenuItem } from './Menu';

type Change = { [K in keyof SearchFilter]?: SearchFilter[K] | undefined };

interface Choice {
  label: string;
  change: Change;
}

const DAY = 86_400_000;
const SPANS = { 'Past day': 1, 'Past week': 7, 'Past month': 31, 'Past year': 365 };

const KINDS: Choice[] = [
  { label: 'Everything', change: { kind: 'all' } },
  { label: 'Messages', change: { kind: 'messages' } },
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

function Chip({ label, name, choices, isSet, onChoose }: ChipProps) {
  const [open, setOpen] = useState(false);
  const items = choices.map(({ label: choice, change }): MenuItem => ({
    label: choice,
    icon: choice === label ? 'check' : 'blank',
    run: () => onChoose(change, choice),
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
  label: string;
  choices: Choice[];
  isSet: boolean;
  onChoose: (change: Change, label: string) => void;
}

/** Names of what can be filtered by, read once: the current place first. */
function usePlaces() {
  const { host, app } = useSurroundings();
  const [projects, setProjects] = useState<{ projectId: string; name: string }[]>([]);
  const [models, setModels] = useState<{ id: string; name: string }[]>([]);
  useEffect(() => {
    // Without them there is less to choose from; the search itself says what is wrong.
    host.call('listProjects', {}).then(setProjects, () => {});
    host.call('recentModels', {}).then(setModels, () => {});
  }, [host]);
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
const chosen = (choices: Choice[], filter: SearchFilter): string =>
  choices.find(({ change }) =>
    Object.entries(change).every(([key, value]) => filter[key as keyof SearchFilter] === value),
  )?.label ??
  choices[0]?.label ??
  '';

/** Which of all there is: one choice of each. */
export function SearchFilters({ search }: { search: SearchModel }) {
  const { places, models } = usePlaces();
  const filter = search.filter.value;
  const choose = (change: Change) => void search.setFilter(change); // keeps its own failure
  const chip = (name: string, choices: Choice[]) => {
    const label = chosen(choices, filter);
    const isSet = label !== choices[0]?.label;
    return <Chip key={name} {...{ name, label, choices, isSet }} onChoose={choose} />;
  };
  const [span, setSpan] = useState(() => (filter.from === undefined ? ANY_TIME : SINCE));
  const spans = [ANY_TIME, ...Object.keys(SPANS)].map((label) => ({ label, change: {} }));
  const chooseSpan = (_: Change, label: string) => {
    setSpan(label);
    const days = SPANS[label as keyof typeof SPANS];
    choose({ from: days === undefined ? undefined : Date.now() - days * DAY });
  };
  const time = filter.from === undefined ? ANY_TIME : span;
  return (
    <div class="search-filters" role="group" aria-label="Filters">
      {chip('Where', places)}
      {chip('What', KINDS)}
      {chip('Who', ROLES)}
      {chip('Order', ORDERS)}
      <Chip
        name="When"
        label={time}
        choices={spans}
        isSet={time !== ANY_TIME}
        onChoose={chooseSpan}
      />
      {models.length > 1 && chip('Model', models)}
    </div>
  );
}

const ANY_TIME = 'Any time';
const SINCE = 'Recent';
