import { useEffect, useRef } from 'preact/hooks';
import type { SearchHit, Segment } from '../../protocol/api';
import { fileIcon, fileName } from '../format/files';
import { ago, fullTime } from '../format/times';
import type { SearchModel } from '../models/search';
import { Icon } from './IconButton';

const LOAD_AHEAD_PX = 400;

export const optionId = (index: number) => `search-hit-${index}`;

const Marked = ({ segments }: { segments: readonly Segment[] }) => (
  <>{segments.map(({ text, marked }, i) => (marked ? <mark key={i}>{text}</mark> : text))}</>
);

const ICONS = { chat: 'comment-discussion', project: 'project' } as const;

function iconOf({ kind, title }: SearchHit): string | undefined {
  if (kind === 'message') return undefined;
  return kind === 'file' ? fileIcon(title) : ICONS[kind];
}

const titleOf = ({ kind, title, line }: SearchHit) =>
  kind === 'file' ? `${fileName(title)}${line === null ? '' : `:${line}`}` : title;

/** When a message was written, else what it is that was found. */
const Note = ({ hit: { kind, time, isArchived } }: { hit: SearchHit }) =>
  kind === 'message' && time !== null ? (
    <time title={fullTime(time)}>
      {isArchived && 'archived · '}
      {ago(time)}
    </time>
  ) : (
    <span class="file-note">{isArchived && kind !== 'file' ? `archived ${kind}` : kind}</span>
  );

function Hit({ hit, index, isActive, onOpen }: HitProps) {
  const icon = iconOf(hit);
  return (
    <li
      id={optionId(index)}
      role="option"
      aria-selected={isActive}
      class={`row hit ${isActive ? 'current' : ''}`}
      title={hit.kind === 'file' ? hit.title : undefined}
      // The box keeps the focus, and with it the arrow keys.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => onOpen(hit, event.ctrlKey || event.metaKey)}
    >
      <div class="row-main">
        <span class="row-title">
          {icon && <Icon name={icon} />}
          <span class="ellipsis">
            {/* What was found of a chat is its title. */}
            {hit.kind === 'chat' ? <Marked segments={hit.snippet} /> : titleOf(hit)}
          </span>
          <Note hit={hit} />
        </span>
        {hit.kind !== 'chat' && (
          <span class="row-preview ellipsis">
            <Marked segments={hit.snippet} />
          </span>
        )}
      </div>
    </li>
  );
}
interface HitProps {
  hit: SearchHit;
  index: number;
  isActive: boolean;
  onOpen: OpenHit;
}

export type OpenHit = (hit: SearchHit, inEditor: boolean) => void;

interface Props {
  id: string;
  search: SearchModel;
  onOpen: OpenHit;
}

export function SearchResults({ id, search, onOpen }: Props) {
  const { groups, active, busy } = search;
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    document.getElementById(optionId(active.value))?.scrollIntoView({ block: 'nearest' });
  }, [active.value]);
  useEffect(() => {
    const scroller = list.current?.parentElement;
    const onScroll = () => {
      if (!scroller) return;
      const below = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight;
      if (below < LOAD_AHEAD_PX) void search.loadMore(); // keeps its own failure
    };
    scroller?.addEventListener('scroll', onScroll);
    return () => scroller?.removeEventListener('scroll', onScroll);
  }, [search]);
  return (
    <div id={id} ref={list} role="listbox" aria-label="Found" aria-busy={busy.value}>
      {groups.value.map(({ projectId, name, hits }) => (
        <ul key={projectId} role="group" aria-label={name}>
          <li class="section-head" role="presentation">
            <h2 class="ellipsis">{name}</h2>
          </li>
          {hits.map(({ hit, index }) => (
            <Hit key={index} {...{ hit, index, onOpen }} isActive={index === active.value} />
          ))}
        </ul>
      ))}
    </div>
  );
}
