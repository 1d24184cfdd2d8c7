import { useSurroundings } from '../surroundings';
import { Banners } from './Banners';
import { ChatPane } from './ChatPane';
import { useChat, useProject } from './models';
import { ProjectMark } from './ProjectMark';
import { Shelved } from './Shelved';

function FullWidthChat({ place }: { place: { projectId: string; chatId: string } }) {
  const { host, act } = useSurroundings();
  const project = useProject(place.projectId);
  const chat = useChat(place.chatId);
  const { projectId } = place;
  const name = project.project.value?.name ?? '';
  return (
    <div class="editor-chat">
      <header class="editor-header">
        <h1 class="ellipsis">{chat.chat.value?.title ?? ''}</h1>
        <button
          class="editor-project"
          title="Open project panel"
          onClick={() => act(() => host.call('openPanel', { projectId, tab: 'overview' }))}
        >
          <ProjectMark id={projectId} name={name || ' '} />
          <span class="ellipsis">{name}</span>
        </button>
      </header>
      <Banners />
      <Shelved project={project.project.value} chat={chat.chat.value} />
      <ChatPane chat={chat} project={project} place={place} />
    </div>
  );
}

/** A chat in the editor area. */
export function EditorChat() {
  const { projectId, chatId } = useSurroundings().app.place.value;
  if (!projectId || !chatId) return <p class="empty-note">This chat is no longer here.</p>;
  return <FullWidthChat key={`${projectId} ${chatId}`} place={{ projectId, chatId }} />;
}
