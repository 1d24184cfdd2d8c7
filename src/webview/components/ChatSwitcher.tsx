import { useModel } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Place } from '../../protocol/api';
import { ChatListModel } from '../models/chatList';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { ChatRows } from './ChatRows';
import { Icon } from './IconButton';
import { Failure, Progress } from './states';

interface Props {
  projectId: string;
  chatId: string | null;
  onClose: () => void;
}

/** This project's chats, over the chat on show. */
export function ChatSwitcher({ projectId, chatId, onClose }: Props) {
  const { host, act } = useSurroundings();
  const list = useModel(() => new ChatListModel(host, projectId));
  const box = useRef<HTMLDivElement>(null);
  useReading(list.load);
  useEffect(() => box.current?.querySelector('input')?.focus(), []);

  const go = (place: Place) => {
    onClose();
    act(() => host.call('goTo', place));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    else if (event.key === 'ArrowDown' && event.target instanceof HTMLInputElement)
      box.current?.querySelector<HTMLElement>('[data-row]')?.focus();
    else if (event.key === 'Enter' && event.target instanceof HTMLInputElement) {
      const first = list.chats.value?.[0];
      if (first) go({ projectId, chatId: first.chatId });
    } else return;
    event.preventDefault();
  };
  const chats = list.chats.value;
  const problem = list.problem.value;

  return (
    <div
      class="switcher"
      role="dialog"
      aria-label="Chats of this project"
      ref={box}
      onKeyDown={onKeyDown}
    >
      <input
        class="filter"
        type="text"
        placeholder="Filter chats"
        aria-label="Filter chats"
        value={list.filter.value}
        onInput={(event) => list.setFilter(event.currentTarget.value)}
      />
      {list.running.value > 0 && <Progress />}
      <div class="switcher-list">
        <button class="row-main new" onClick={() => go({ projectId, chatId: null })}>
          <Icon name="add" /> New Chat
        </button>
        {problem && <Failure sentence={problem} onRetry={list.load} />}
        {chats?.length === 0 && (
          <p class="empty-note">{list.filter.value ? 'No chat matches.' : 'No chats yet.'}</p>
        )}
        <ChatRows
          label="Chats"
          chats={chats ?? []}
          currentId={chatId}
          onOpen={(chat) => go({ projectId, chatId: chat.chatId })}
        />
        {list.hasMore.value && (
          <button class="text-button more" onClick={() => void list.loadMore()}>
            Show more
          </button>
        )}
      </div>
    </div>
  );
}
