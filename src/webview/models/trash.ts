import { batch, createModel, effect, signal } from '@preact/signals';
import type { AppHost, TrashedChat, TrashedProject } from '../../protocol/api';
import { createAttempts, oneAtATime } from './attempts';

const PAGE = 100;

/** What was deleted from the library, as many chats of it as were asked for. */
export const TrashModel = createModel((host: AppHost) => {
  const projects = signal<readonly TrashedProject[]>();
  const chats = signal<readonly TrashedChat[]>([]);
  const chatCount = signal(0);
  const emptyAfterDays = signal(0);
  const hasMore = signal(false);
  const { problem, running, attempt } = createAttempts();
  let wanted = PAGE;

  const read = async () => {
    const rows: TrashedChat[] = [];
    let answer: Awaited<ReturnType<typeof page>>;
    const page = (after: string | undefined) =>
      host.call('listTrash', { limit: PAGE, ...(after === undefined ? {} : { after }) });
    do {
      answer = await page(rows.at(-1)?.chatId);
      rows.push(...answer.chats);
    } while (answer.hasMore && rows.length < wanted);
    batch(() => {
      projects.value = answer.projects;
      chats.value = rows;
      chatCount.value = answer.chatCount;
      emptyAfterDays.value = answer.emptyAfterDays;
      hasMore.value = answer.hasMore;
    });
  };
  const load = oneAtATime(() => attempt(read));
  const loadMore = () => {
    wanted += PAGE;
    return load();
  };

  for (const event of ['trashChanged', 'chatsChanged', 'projectsChanged'] as const) {
    effect(() => host.on(event, () => void load())); // keeps its own failure
  }
  return {
    ...{ projects, chats, chatCount, hasMore, emptyAfterDays },
    ...{ problem, running, load, loadMore },
  };
});
export type TrashModel = InstanceType<typeof TrashModel>;
