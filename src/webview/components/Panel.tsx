import { useState } from 'preact/hooks';
import type { Project, Start } from '../../protocol/api';
import { plural } from '../format/amounts';
import { agoInWords } from '../format/times';
import type { ProjectModel } from '../models/project';
import { useSurroundings } from '../surroundings';
import { Banners } from './Banners';
import { ChatsTab } from './ChatsTab';
import { FilesTab } from './FilesTab';
import { Icon, IconButton } from './IconButton';
import { Menu } from './Menu';
import { useProject } from './models';
import { Overview } from './Overview';
import { ProjectMark } from './ProjectMark';
import { moveFocus } from './rovingFocus';
import { Failure, Progress } from './states';
import { UsageView } from './UsageView';

const TABS: { id: Start['tab']; label: string; count?: (project: Project) => number }[] = [
  { id: 'overview', label: 'Overview' },
  { id: 'files', label: 'Files', count: (project) => project.fileCount },
  { id: 'chats', label: 'Chats', count: (project) => project.chatCount },
  { id: 'usage', label: 'Usage' },
];

function facts(project: Project): string {
  return [
    project.description.split('\n')[0] ?? '',
    plural(project.chatCount, 'chat'),
    plural(project.fileCount, 'file'),
    `active ${agoInWords(project.lastActive)}`,
  ]
    .filter(Boolean)
    .join(' · ');
}

function More({ projectId }: { projectId: string }) {
  const { host, act } = useSurroundings();
  const [open, setOpen] = useState(false);
  return (
    <div class="menu-anchor">
      <IconButton
        icon="ellipsis"
        label="More"
        class="outlined"
        popup="menu"
        expanded={open}
        onClick={() => setOpen(!open)}
      />
      {open && (
        <Menu
          label="Project"
          class="right"
          onClose={() => setOpen(false)}
          items={[
            {
              label: 'Open Trash',
              icon: 'history',
              run: () => act(() => host.call('openTrash', {})),
            },
            {
              label: 'Delete Project',
              icon: 'trash',
              run: () => act(() => host.call('deleteProject', { projectId })),
            },
          ]}
        />
      )}
    </div>
  );
}

function Header({ project }: { project: Project }) {
  const { host, act, app } = useSurroundings();
  const { projectId, name } = project;
  return (
    <header class="panel-header">
      <ProjectMark id={projectId} name={name} />
      <div class="panel-name">
        <h1>{name}</h1>
        <p>{facts(project)}</p>
      </div>
      {app.start.value?.readOnly === null && (
        <div class="panel-actions">
          <button
            class="button"
            onClick={() => act(() => host.call('goTo', { projectId, chatId: null }))}
          >
            <Icon name="add" /> New Chat
          </button>
          <More projectId={projectId} />
        </div>
      )}
    </header>
  );
}

function Tabs({ project }: { project: Project }) {
  const { app } = useSurroundings();
  const current = app.tab.value;
  return (
    <div
      class="tabs"
      role="tablist"
      aria-label="Project"
      onKeyDown={(event) => {
        if (moveFocus(event, '[role=tab]', true) && document.activeElement instanceof HTMLElement)
          document.activeElement.click();
      }}
    >
      {TABS.map(({ id, label, count }) => (
        <button
          key={id}
          id={`tab-${id}`}
          role="tab"
          aria-selected={id === current}
          aria-controls="tab-content"
          tabIndex={id === current ? 0 : -1}
          onClick={() => app.showTab(id)}
        >
          {label} {count && <small>{count(project)}</small>}
        </button>
      ))}
    </div>
  );
}

function Content({ model, project }: { model: ProjectModel; project: Project }) {
  const tab = useSurroundings().app.tab.value;
  return (
    <div id="tab-content" role="tabpanel" aria-labelledby={`tab-${tab}`}>
      {tab === 'overview' && <Overview project={project} files={model.files.value ?? []} />}
      {tab === 'files' && <FilesTab projectId={project.projectId} files={model.files.value} />}
      {tab === 'chats' && <ChatsTab projectId={project.projectId} />}
      {tab === 'usage' && <UsageView projectId={project.projectId} />}
    </div>
  );
}

function InTrash({ project: { projectId, name } }: { project: Project }) {
  const { host, act } = useSurroundings();
  return (
    <div class="panel-page in-trash">
      <p>“{name}” is in the trash.</p>
      <button
        class="button"
        onClick={() => act(() => host.call('restoreProjects', { projectIds: [projectId] }))}
      >
        Restore
      </button>
      <button class="button secondary" onClick={() => act(() => host.call('openTrash', {}))}>
        Open Trash
      </button>
    </div>
  );
}

function ProjectPanel({ projectId }: { projectId: string }) {
  const model = useProject(projectId);
  const project = model.project.value;
  const problem = model.problem.value;
  if (!project) return problem ? <Failure sentence={problem} onRetry={model.open} /> : <Progress />;
  if (project.shelf === 'trashed') return <InTrash project={project} />;
  return (
    <main class="panel-page">
      <Banners />
      {problem && <Failure sentence={problem} onRetry={model.open} />}
      <Header project={project} />
      <Tabs project={project} />
      <Content model={model} project={project} />
    </main>
  );
}

/** A project in the editor area. */
export function Panel() {
  const { projectId } = useSurroundings().app.place.value;
  if (!projectId) return <p class="empty-note">This project is no longer here.</p>;
  return <ProjectPanel key={projectId} projectId={projectId} />;
}
