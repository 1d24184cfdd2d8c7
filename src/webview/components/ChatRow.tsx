import { useRef, useState } from 'preact/hooks';
import type { Chat } from '../../protocol/api';
import { plainLine } from '../format/preview';
import { ago, fullTime } from '../format/times';
import type { SelectionModel } from '../models/selection';
import { useSurroundings } from '../surroundings';
import { chatActions } from './chatActions';
import { Icon, IconButton } from './IconButton';

interface Props {
  chat: Chat;
  current?: boolean;
  tabIndex?: number;
  onOpen: () => void;
  /** With everything that can be done to a chat, for where there is room. */
  full?: boolean;
  selection?: SelectionModel | undefined;
  /** Every row's id in the list's order, for ranges. */
  listed?: readonly string[];
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
  const actions = chatActions(shelf, pinned).filter(({ label }) => full || !isForRoom(label));
  return (
    <>
      {full && shelf === 'active' && (
        <>
          <IconButton icon="edit" label="Rename (F2)" onClick={onRename} />
          <IconButton
            icon="go-to-file"
            label="Open in Editor"
            onClick={() => act(() => host.call('openChatInEditor', { chatId }))}
          />
        </>
      )}
      {actions.map(({ icon, label, run }, i) => (
        <IconButton
          key={label}
          icon={icon}
          label={i === actions.length - 1 ? `${label} (Delete)` : label}
          onClick={() => act(() => run(host, [chatId]))}
        />
      ))}
    </>
  );
}

const isForRoom = (label: string) => label === 'Move to Project…';

/** When it was last written to; in the trash, when it was deleted. */
function When({ chat: { shelf, shelvedAt, updatedAt } }: { chat: Chat }) {
  const deleted = shelf === 'trashed' && shelvedAt !== null;
  const at = deleted ? shelvedAt : updatedAt;
  return <time title={`${deleted ? 'Deleted ' : ''}${fullTime(at)}`}>{ago(at)}</time>;
}

/** One chat in a list. */
export function ChatRow(props: Props) {
  const { chat, current = false, tabIndex = 0, onOpen, full = false } = props;
  const { selection, listed = [] } = props;
  const { host, act, app } = useSurroundings();
  const [renaming, setRenaming] = useState(false);
  const writable = app.start.value?.readOnly === null;
  const { chatId, shelf } = chat;
  const selected = selection?.has(chatId) ?? false;

  const onKeyDown = (event: KeyboardEvent) => {
    if (!writable) return;
    if (event.key === 'F2' && shelf === 'active') setRenaming(true);
    else if (event.key === 'Delete') {
      const remove = chatActions(shelf, false).at(-1);
      act(async () => remove?.run(host, selection?.including(chatId) ?? [chatId]));
    } else return;
    event.preventDefault();
  };
  const onClick = (event: MouseEvent) => {
    if (selection && event.shiftKey) return selection.extendTo(chatId, listed);
    if (selection && (event.ctrlKey || event.metaKey)) return selection.toggle(chatId);
    selection?.clear();
    selection?.begin(chatId);
    onOpen();
  };
  if (renaming) {
    return (
      <li class="row renaming">
        <Rename chat={chat} onDone={() => setRenaming(false)} />
      </li>
    );
  }
  return (
    <li class={`row ${current ? 'current' : ''} ${selected ? 'selected' : ''}`}>
      {selection && writable && (
        <input
          type="checkbox"
          class="row-check"
          tabIndex={-1}
          aria-label={`Select “${chat.title}”`}
          checked={selected}
          onClick={(event) => {
            if (event.shiftKey) selection.extendTo(chatId, listed);
            else selection.toggle(chatId);
          }}
        />
      )}
      <button
        class="row-main"
        data-row={chatId}
        tabIndex={tabIndex}
        aria-current={current ? 'true' : undefined}
        onClick={onClick}
        onKeyDown={onKeyDown}
      >
        <span class="row-title">
          {chat.pinned && <Icon name="pinned" />}
          <span class="ellipsis">{chat.title}</span>
          <When chat={chat} />
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
