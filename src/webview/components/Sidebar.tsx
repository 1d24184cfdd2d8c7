import { useEffect } from 'preact/hooks';
import type { ProjectModel } from '../models/project';
import { useSurroundings } from '../surroundings';
import { Banners } from './Banners';
import { ChatPane } from './ChatPane';
import { FirstRun } from './FirstRun';
import { Home } from './Home';
import { useChat, useProject } from './models';
import { SearchView } from './SearchView';
import { Shelved } from './Shelved';
import { SidebarHeader } from './SidebarHeader';
import { Failure } from './states';

interface OpenChat {
  project: ProjectModel;
  place: { projectId: string; chatId: string };
}

function SidebarChat({ project, place }: OpenChat) {
  const chat = useChat(place.chatId);
  return (
    <>
      <SidebarHeader
        projectId={place.projectId}
        project={project.project.value}
        chat={{ chatId: place.chatId, title: chat.chat.value?.title }}
      />
      <Banners />
      <Shelved project={project.project.value} chat={chat.chat.value} />
      <ChatPane chat={chat} project={project} place={place} />
    </>
  );
}

function SidebarHome({ project, projectId }: { project: ProjectModel; projectId: string }) {
  const problem = project.problem.value;
  return (
    <>
      <SidebarHeader projectId={projectId} project={project.project.value} />
      <Banners />
      <Shelved project={project.project.value} />
      {problem && <Failure sentence={problem} onRetry={project.open} />}
      <Home project={project} projectId={projectId} />
    </>
  );
}

function InProject({ projectId, chatId }: { projectId: string; chatId: string | null }) {
  const project = useProject(projectId);
  return chatId ? (
    <SidebarChat key={chatId} project={project} place={{ projectId, chatId }} />
  ) : (
    <SidebarHome project={project} projectId={projectId} />
  );
}

/** Shortcuts that hold only here depend on it. */
function useReportFocus() {
  const { host } = useSurroundings();
  useEffect(() => {
    // Nothing to tell the user: a shortcut that does not work has its button.
    const report = () =>
      void host.call('sidebarFocused', { focused: document.hasFocus() }).catch(() => {});
    report();
    window.addEventListener('focus', report);
    window.addEventListener('blur', report);
    return () => {
      window.removeEventListener('focus', report);
      window.removeEventListener('blur', report);
    };
  }, [host]);
}

export function Sidebar() {
  const { app } = useSurroundings();
  useReportFocus();
  const { projectId, chatId } = app.place.value;
  if (app.searching.value) return <SearchView />;
  if (!projectId) return <FirstRun />;
  return <InProject key={projectId} projectId={projectId} chatId={chatId} />;
}
