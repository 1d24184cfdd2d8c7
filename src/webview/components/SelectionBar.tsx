import type { Chat } from '../../protocol/api';
import type { SelectionModel } from '../models/selection';
import { useSurroundings } from '../surroundings';
import { chatActions } from './chatActions';
import { Icon, IconButton } from './IconButton';

interface Props {
  selection: SelectionModel;
  shelf: Chat['shelf'];
  chats: readonly Chat[];
}

/** What can be done to the chats that are selected. */
export function SelectionBar({ selection, shelf, chats }: Props) {
  const { host, act } = useSurroundings();
  const selected = chats.filter(({ chatId }) => selection.has(chatId));
  const allPinned = selected.every(({ pinned }) => pinned);
  const run = (work: (ids: string[]) => Promise<unknown>) =>
    act(async () => {
      const ids = [...selection.ids.value];
      await work(ids);
      selection.drop(ids);
    });
  return (
    <div class="selection-bar" role="toolbar" aria-label="Selected chats">
      <IconButton icon="close" label="Clear selection (Escape)" onClick={selection.clear} />
      <span class="selection-count" role="status">
        {selection.count.value} selected
      </span>
      <span class="grow" />
      {chatActions(shelf, allPinned).map(({ icon, label, run: perform }) => (
        <button
          key={label}
          class="bar-button"
          title={label}
          onClick={() => run((ids) => perform(host, ids))}
        >
          <Icon name={icon} />
          <span class="bar-label">{label}</span>
        </button>
      ))}
    </div>
  );
}
