import { batch, createModel, effect, signal } from '@preact/signals';
import type { AppHost, Chat } from '../../protocol/api';
import { createAttempts, oneAtATime } from './attempts';

const MOST_AT_ONCE = 200;
const FILTER_AFTER_MS = 120;

/** A project's chats, as many as were asked for. */
export const ChatListModel = createModel((host: AppHost, projectId: string, page = 50) => {
  const chats = signal<readonly Chat[]>();
  const hasMore = signal(false);
  const filter = signal('');
  const shelf = signal<Chat['shelf']>('active');
  const { problem, running, attempt } = createAttempts();
  let wanted = page;
  let timer: ReturnType<typeof setTimeout> | undefined;

  const readPage = (limit: number, after: string | undefined) =>
    host.call('listChats', {
      projectId,
      shelf: shelf.value,
      filter: filter.value,
      limit,
      ...(after === undefined ? {} : { after }),
    });

  const readWanted = async () => {
    const rows: Chat[] = [];
    let more = true;
    while (more && rows.length < wanted) {
      const limit = Math.min(MOST_AT_ONCE, wanted - rows.length);
      const answer = await readPage(limit, rows.at(-1)?.chatId);
      rows.push(...answer.chats);
      more = answer.hasMore;
    }
    batch(() => {
      chats.value = rows;
      hasMore.value = more;
    });
  };
  const load = oneAtATime(() => attempt(readWanted));

  const loadMore = () => {
    wanted += page;
    return load();
  };
  const setFilter = (next: string) => {
    filter.value = next;
    wanted = page;
    clearTimeout(timer);
    timer = setTimeout(() => void load(), FILTER_AFTER_MS); // keeps its own failure
  };
  const setShelf = (next: Chat['shelf']) => {
    shelf.value = next;
    chats.value = undefined;
    wanted = page;
    return load();
  };

  effect(() => host.on('chatsChanged', (c) => void (c.projectId === projectId && load())));
  effect(() => host.on('trashChanged', () => void (shelf.value === 'trashed' && load())));
  effect(() => () => clearTimeout(timer));

  return { chats, hasMore, filter, shelf, problem, running, load, loadMore, setFilter, setShelf };
});
export type ChatListModel = InstanceType<typeof ChatListModel>;
