import type { Chat } from '../../protocol/api';
import { ChatRow } from './ChatRow';
import { moveFocus } from './rovingFocus';

interface Props {
  label: string;
  chats: readonly Chat[];
  currentId?: string | null;
  full?: boolean;
  onOpen: (chat: Chat) => void;
}

/** Chats as a list that arrow keys walk. */
export function ChatRows({ label, chats, currentId = null, full = false, onOpen }: Props) {
  const stop = Math.max(
    0,
    chats.findIndex((chat) => chat.chatId === currentId),
  );
  return (
    <ul class="rows" aria-label={label} onKeyDown={(event) => void moveFocus(event, '[data-row]')}>
      {chats.map((chat, i) => (
        <ChatRow
          key={chat.chatId}
          chat={chat}
          current={chat.chatId === currentId}
          tabIndex={i === stop ? 0 : -1}
          full={full}
          onOpen={() => onOpen(chat)}
        />
      ))}
    </ul>
  );
}
