import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../../protocol/api';
import { plainLine } from '../format/preview';
import { ago, fullTime } from '../format/times';
import { useSurroundings } from '../surroundings';
import { Icon, IconButton } from './IconButton';

interface Props {
  chat: Chat;
  current?: boolean;
  tabIndex?: number;
  onOpen: () => void;
  /** With everything that can be done to a chat, for where there is room. */
  full?: boolean;
}

function Rename({ chat, onDone }: { chat: Chat; onDone: () => void }) {
  const { host, act } = useSurroundings();
  const done = useRef(false);
  const finish = (title: string | undefined) => {
    if (done.current) return;
    done.current = true;
    onDone();
    if (title?.trim() && title !== chat.title)
      act(() => host.call('renameChat', { chatId: chat.chatId, title }));
  };
  return (
    <input
      class="rename"
      aria-label="Title of the chat"
      maxLength={255}
      defaultValue={chat.title}
      ref={(input) => {
        if (!input || document.activeElement === input) return;
        input.focus();
        input.select();
      }}
      onBlur={(event) => finish(event.currentTarget.value)}
      onKeyDown={(event) => {
        event.stopPropagation();
        if (event.isComposing) return;
        if (event.key === 'Enter') finish(event.currentTarget.value);
        if (event.key === 'Escape') finish(undefined);
      }}
    />
  );
}

function Actions({ chat, full, onRename }: { chat: Chat; full: boolean; onRename: () => void }) {
  const { host, act } = useSurroundings();
  const { chatId, pinned, shelf } = chat;
  if (shelf !== 'active') {
    return (
      <IconButton
        icon="discard"
        label="Restore"
        onClick={() => act(() => host.call('restoreChat', { chatId }))}
      />
    );
  }
  return (
    <>
      <IconButton
        icon={pinned ? 'pinned' : 'pin'}
        label={pinned ? 'Unpin' : 'Pin'}
        pressed={pinned}
        onClick={() => act(() => host.call('pinChat', { chatId, pinned: !pinned }))}
      />
      {full && <IconButton icon="edit" label="Rename (F2)" onClick={onRename} />}
      {full && (
        <IconButton
          icon="go-to-file"
          label="Open in Editor"
          onClick={() => act(() => host.call('openChatInEditor', { chatId }))}
        />
      )}
      {full && (
        <IconButton
          icon="folder"
          label="Move to Project…"
          onClick={() => act(() => host.call('moveChat', { chatId }))}
        />
      )}
      <IconButton
        icon="archive"
        label="Archive"
        onClick={() => act(() => host.call('archiveChat', { chatId }))}
      />
      <IconButton
        icon="trash"
        label="Delete (Delete)"
        onClick={() => act(() => host.call('deleteChat', { chatId }))}
      />
    </>
  );
}

/** One chat in a list. */
export function ChatRow({ chat, current = false, tabIndex = 0, onOpen, full = false }: Props) {
  const { host, act, app } = useSurroundings();
  const [renaming, setRenaming] = useState(false);
  const writable = app.start.value?.readOnly === null;

  const onKeyDown = (event: KeyboardEvent) => {
    if (!writable || chat.shelf !== 'active') return;
    if (event.key === 'F2') setRenaming(true);
    else if (event.key === 'Delete') act(() => host.call('deleteChat', { chatId: chat.chatId }));
    else return;
    event.preventDefault();
  };
  if (renaming) {
    return (
      <li class="row renaming">
        <Rename chat={chat} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li class={`row ${current ? 'current' : ''}`}>
      <button
        class="row-main"
        data-row
        tabIndex={tabIndex}
        aria-current={current ? 'true' : undefined}
        onClick={onOpen}
        onKeyDown={onKeyDown}
      >
        <span class="row-title">
          {chat.pinned && <Icon name="pinned" />}
          <span class="ellipsis">{chat.title}</span>
          <time title={fullTime(chat.updatedAt)}>{ago(chat.updatedAt)}</time>
        </span>
        {chat.preview && (
          <span class="row-preview ellipsis">
            {chat.hasDraft ? `Draft: ${chat.preview}` : plainLine(chat.preview)}
          </span>
        )}
      </button>
      {writable && (
        <span class="row-actions">
          <Actions chat={chat} full={full} onRename={() => setRenaming(true)} />
        </span>
      )}
    </li>
  );
}
