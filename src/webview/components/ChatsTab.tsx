import { useModel } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Chat } from '../../protocol/api';
import { ChatListModel } from '../models/chatList';
import { SelectionModel } from '../models/selection';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { ChatRows } from './ChatRows';
import { SelectionBar } from './SelectionBar';
import { Failure, Progress } from './states';

const SHELVES = [
  {
    id: 'active',
    label: 'Active',
    none: 'No chats yet. Ask something in the sidebar to begin one.',
  },
  { id: 'archived', label: 'Archived', none: 'No archived chats.' },
  { id: 'trashed', label: 'Trash', none: 'The trash is empty.' },
] as const;

function Shelves({ list }: { list: ChatListModel }) {
  return (
    <div class="segments" role="group" aria-label="Which chats">
      {SHELVES.map(({ id, label }) => (
        <button
          key={id}
          aria-pressed={list.shelf.value === id}
          onClick={() => void list.setShelf(id) /* keeps its own failure */}
        >
          {label}
        </button>
      ))}
    </div>
  );
}

function Tools({ list }: { list: ChatListModel }) {
  return (
    <div class="tab-tools">
      <input
        class="filter"
        type="text"
        placeholder="Filter chats"
        aria-label="Filter chats"
        value={list.filter.value}
        onInput={(event) => list.setFilter(event.currentTarget.value)}
      />
      <Shelves list={list} />
    </div>
  );
}

export function ChatsTab({ projectId }: { projectId: string }) {
  const { host, act, app } = useSurroundings();
  const list = useModel(() => new ChatListModel(host, projectId));
  const selection = useModel(() => new SelectionModel());
  useReading(list.load);
  const chats = list.chats.value ?? NONE;
  useEffect(() => selection.keep(chats.map(({ chatId }) => chatId)), [selection, chats]);
  const problem = list.problem.value;
  const shelf = list.shelf.value;
  const none = SHELVES.find(({ id }) => id === shelf)?.none;
  const inTrash = shelf === 'trashed';
  const writable = app.start.value?.readOnly === null;

  return (
    <>
      {selection.count.value > 0 ? (
        <SelectionBar selection={selection} shelf={shelf} chats={chats} />
      ) : (
        <Tools list={list} />
      )}
      {list.running.value > 0 && <Progress />}
      {problem && <Failure sentence={problem} onRetry={list.load} />}
      {list.chats.value && chats.length === 0 && (
        <p class="empty-note">{list.filter.value ? 'No chat matches.' : none}</p>
      )}
      {inTrash && writable && chats.length > 0 && (
        <div class="trash-note">
          <span class="grow">Deleted chats of this project.</span>
          <button
            class="text-button"
            onClick={() => act(() => host.call('emptyTrash', { projectId }))}
          >
            Empty Trash…
          </button>
        </div>
      )}
      <ChatRows
        label="Chats"
        full
        chats={chats}
        selection={writable ? selection : undefined}
        onOpen={({ chatId }) => {
          if (inTrash) selection.only(chatId);
          else act(() => host.call('goTo', { projectId, chatId }));
        }}
      />
      {list.hasMore.value && (
        <button class="button secondary" onClick={() => void list.loadMore()}>
          Show More
        </button>
      )}
    </>
  );
}

const NONE: readonly Chat[] = [];
