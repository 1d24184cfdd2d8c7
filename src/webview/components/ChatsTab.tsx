import { useModel } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ChatListModel } from '../models/chatList';
import { useSurroundings } from '../surroundings';
import { ChatRows } from './ChatRows';
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

export function ChatsTab({ projectId }: { projectId: string }) {
  const { host, act } = useSurroundings();
  const list = useModel(() => new ChatListModel(host, projectId));
  useEffect(() => void list.load(), [list]);
  const chats = list.chats.value;
  const problem = list.problem.value;
  const none = SHELVES.find(({ id }) => id === list.shelf.value)?.none;

  return (
    <>
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
      {list.running.value > 0 && <Progress />}
      {problem && <Failure sentence={problem} onRetry={list.load} />}
      {chats?.length === 0 && (
        <p class="empty-note">{list.filter.value ? 'No chat matches.' : none}</p>
      )}
      <ChatRows
        label="Chats"
        full
        chats={chats ?? []}
        onOpen={({ chatId }) => act(() => host.call('goTo', { projectId, chatId }))}
      />
      {list.hasMore.value && (
        <button class="button secondary" onClick={() => void list.loadMore()}>
          Show More
        </button>
      )}
    </>
  );
}
