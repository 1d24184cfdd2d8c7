import type { AppHost, Chat } from '../../protocol/api';

/** Something that can be done to one chat or to many at once. */
export interface ChatAction {
  icon: string;
  label: string;
  run(host: AppHost, chatIds: string[]): Promise<unknown>;
}

const pin = (pinned: boolean): ChatAction => ({
  icon: pinned ? 'pin' : 'pinned',
  label: pinned ? 'Pin' : 'Unpin',
  run: (host, chatIds) => host.call('pinChats', { chatIds, pinned }),
});
const move: ChatAction = {
  icon: 'folder',
  label: 'Move to Project…',
  run: (host, chatIds) => host.call('moveChats', { chatIds }),
};
const archive: ChatAction = {
  icon: 'archive',
  label: 'Archive',
  run: (host, chatIds) => host.call('archiveChats', { chatIds }),
};
const trash: ChatAction = {
  icon: 'trash',
  label: 'Delete',
  run: (host, chatIds) => host.call('deleteChats', { chatIds }),
};
const restore: ChatAction = {
  icon: 'discard',
  label: 'Restore',
  run: (host, chatIds) => host.call('restoreChats', { chatIds }),
};
const erase: ChatAction = {
  icon: 'trash',
  label: 'Delete Forever',
  run: (host, chatIds) => host.call('eraseChats', { chatIds }),
};

/** What can be done to chats of a shelf; the last of them is what the Delete key does. */
export function chatActions(shelf: Chat['shelf'], allPinned: boolean): ChatAction[] {
  if (shelf === 'trashed') return [restore, erase];
  if (shelf === 'archived') return [restore, move, trash];
  return [pin(!allPinned), move, archive, trash];
}
