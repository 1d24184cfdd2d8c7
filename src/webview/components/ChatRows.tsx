import type { Chat } from '../../protocol/api';
import type { SelectionModel } from '../models/selection';
import { ChatRow } from './ChatRow';
import { moveFocus } from './rovingFocus';

interface Props {
  label: string;
  chats: readonly Chat[];
  currentId?: string | null;
  full?: boolean;
  /** With it several rows can be selected. */
  selection?: SelectionModel | undefined;
  onOpen: (chat: Chat) => void;
}

const focusedId = () =>
  document.activeElement instanceof HTMLElement ? document.activeElement.dataset['row'] : undefined;

/** The keys of a list in VS Code. True when it was one of them. */
function selectByKey(event: KeyboardEvent, selection: SelectionModel, ids: string[]): boolean {
  const id = focusedId();
  const command = event.ctrlKey || event.metaKey;
  if (id === undefined) return false;
  if (command && event.key === 'a') selection.set(ids);
  else if (event.key === ' ') selection.toggle(id);
  else if (event.key === 'Escape' && selection.count.value > 0) selection.clear();
  else return false;
  event.preventDefault();
  return true;
}

/** Chats as a list that arrow keys walk. */
export function ChatRows({ label, chats, currentId = null, full, selection, onOpen }: Props) {
  const stop = Math.max(
    0,
    chats.findIndex((chat) => chat.chatId === currentId),
  );
  const ids = chats.map(({ chatId }) => chatId);

  const onKeyDown = (event: KeyboardEvent) => {
    if (selection && selectByKey(event, selection, ids)) return;
    const from = focusedId();
    const moved = moveFocus(event, '[data-row]');
    if (!moved || !selection || !event.shiftKey) return;
    if (from !== undefined && selection.count.value === 0) selection.only(from);
    const to = focusedId();
    if (to !== undefined) selection.extendTo(to, ids);
  };
  return (
    <ul class={`rows ${selection ? 'selectable' : ''}`} aria-label={label} onKeyDown={onKeyDown}>
      {chats.map((chat, i) => (
        <ChatRow
          key={chat.chatId}
          chat={chat}
          current={chat.chatId === currentId}
          tabIndex={i === stop ? 0 : -1}
          full={full ?? false}
          selection={selection}
          listed={ids}
          onOpen={() => onOpen(chat)}
        />
      ))}
    </ul>
  );
}
