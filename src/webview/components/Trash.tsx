import { useModel } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { TrashedChat, TrashedProject } from '../../protocol/api';
import { plural } from '../format/amounts';
import { ago, fullTime } from '../format/times';
import { SelectionModel } from '../models/selection';
import { TrashModel } from '../models/trash';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';
import { Banners } from './Banners';
import { ChatRows } from './ChatRows';
import { Icon, IconButton } from './IconButton';
import { ProjectMark } from './ProjectMark';
import { moveFocus } from './rovingFocus';
import { SelectionBar } from './SelectionBar';
import { Failure, Progress } from './states';

function useWritable() {
  return useSurroundings().app.start.value?.readOnly === null;
}

function Header({ trash }: { trash: TrashModel }) {
  const { host, act } = useSurroundings();
  const projects = trash.projects.value?.length ?? 0;
  const chats = trash.chatCount.value;
  const empty = projects + chats === 0;
  const days = trash.emptyAfterDays.value;
  const words = [
    ...(projects > 0 ? [plural(projects, 'project')] : []),
    ...(chats > 0 ? [plural(chats, 'chat')] : []),
    days > 0 ? `deleted for good after ${plural(days, 'day')}` : 'kept until you empty it',
  ];
  return (
    <header class="panel-header">
      <span class="trash-mark">
        <Icon name="trash" />
      </span>
      <div class="panel-name">
        <h1>Trash</h1>
        <p>{empty ? 'Nothing is in the trash.' : words.join(' · ')}</p>
      </div>
      {useWritable() && !empty && (
        <div class="panel-actions">
          <button
            class="button secondary"
            onClick={() => act(() => host.call('emptyTrash', { projectId: null }))}
          >
            Empty Trash…
          </button>
        </div>
      )}
    </header>
  );
}

function ProjectRow({ project, tabIndex }: { project: TrashedProject; tabIndex: number }) {
  const { host, act } = useSurroundings();
  const { projectId, name, chatCount, deletedAt } = project;
  const restore = () => act(() => host.call('restoreProjects', { projectIds: [projectId] }));
  const erase = () => act(() => host.call('eraseProjects', { projectIds: [projectId] }));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Delete') return;
    event.preventDefault();
    erase();
  };
  return (
    <li class="row">
      <div
        class="row-main project-row"
        data-row={projectId}
        tabIndex={tabIndex}
        role="group"
        aria-label={`${name}, ${plural(chatCount, 'chat')}`}
        onKeyDown={onKeyDown}
      >
        <ProjectMark id={projectId} name={name} />
        <span class="grow">
          <span class="row-title">
            <span class="ellipsis">{name}</span>
            <time title={`Deleted ${fullTime(deletedAt)}`}>{ago(deletedAt)}</time>
          </span>
          <span class="row-preview">{plural(chatCount, 'chat')}</span>
        </span>
      </div>
      {useWritable() && (
        <span class="row-actions">
          <IconButton icon="discard" label={`Restore ${name}`} onClick={restore} />
          <IconButton icon="trash" label={`Delete ${name} Forever (Delete)`} onClick={erase} />
        </span>
      )}
    </li>
  );
}

function Projects({ projects }: { projects: readonly TrashedProject[] }) {
  return (
    <section class="trash-section">
      <h2>Projects</h2>
      <ul
        class="rows"
        aria-label="Deleted projects"
        onKeyDown={(event) => void moveFocus(event, '[data-row]')}
      >
        {projects.map((project, i) => (
          <ProjectRow key={project.projectId} project={project} tabIndex={i === 0 ? 0 : -1} />
        ))}
      </ul>
    </section>
  );
}

/** As a row of a list shows it: in front of the words, where they were said. */
const withProject = (chat: TrashedChat) => ({
  ...chat,
  preview: [chat.projectName, chat.preview].filter(Boolean).join(' · '),
  hasDraft: false,
});

function Chats({ trash }: { trash: TrashModel }) {
  const selection = useModel(() => new SelectionModel());
  const writable = useWritable();
  const chats = trash.chats.value;
  useEffect(() => selection.keep(chats.map(({ chatId }) => chatId)), [selection, chats]);
  return (
    <section class="trash-section">
      {selection.count.value > 0 ? (
        <SelectionBar selection={selection} shelf="trashed" chats={chats} />
      ) : (
        <h2>Chats</h2>
      )}
      <ChatRows
        label="Deleted chats"
        full
        chats={chats.map(withProject)}
        selection={writable ? selection : undefined}
        onOpen={({ chatId }) => selection.only(chatId)}
      />
      {trash.hasMore.value && (
        <button class="button secondary" onClick={() => void trash.loadMore()}>
          Show More
        </button>
      )}
    </section>
  );
}

/** What was deleted from the library and can still come back. */
export function Trash() {
  const { host } = useSurroundings();
  const trash = useModel(() => new TrashModel(host));
  useReading(trash.load);
  const projects = trash.projects.value;
  const problem = trash.problem.value;
  if (!projects)
    return problem ? <Failure sentence={problem} onRetry={trash.load} /> : <Progress />;
  return (
    <main class="panel-page">
      <Banners />
      {problem && <Failure sentence={problem} onRetry={trash.load} />}
      <Header trash={trash} />
      {projects.length > 0 && <Projects projects={projects} />}
      {trash.chats.value.length > 0 && <Chats trash={trash} />}
    </main>
  );
}
