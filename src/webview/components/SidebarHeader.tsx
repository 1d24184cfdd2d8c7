import { useRef, useState } from 'preact/hooks';
import type { Project } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { ChatSwitcher } from './ChatSwitcher';
import { Icon, IconButton } from './IconButton';
import { ProjectMark } from './ProjectMark';
import { useDismiss } from './useDismiss';

interface Props {
  projectId: string;
  project: Project | undefined;
  chat?: { chatId: string; title: string | undefined };
}

function ProjectLine({ projectId, project }: Omit<Props, 'chat'>) {
  const { host, act } = useSurroundings();
  return (
    <div class="project-line">
      <button
        class="project-button"
        title="Switch project"
        onClick={() => act(() => host.call('switchProject', {}))}
      >
        <ProjectMark id={projectId} name={project?.name ?? ' '} />
        <b class="ellipsis">{project?.name ?? ''}</b>
        <Icon name="chevron-down" />
      </button>
      <span class="grow" />
      <IconButton
        icon="layout-sidebar-right"
        label="Open project panel"
        onClick={() => act(() => host.call('openPanel', { projectId, tab: 'overview' }))}
      />
    </div>
  );
}

/** Which project and which chat: the two things that can be switched. */
export function SidebarHeader({ projectId, project, chat }: Props) {
  const { host, act } = useSurroundings();
  const [open, setOpen] = useState(false);
  const title = useRef<HTMLButtonElement>(null);
  const header = useRef<HTMLElement>(null);
  useDismiss(header, () => setOpen(false));
  const close = () => {
    setOpen(false);
    title.current?.focus();
  };
  return (
    <header class="sidebar-header" ref={header}>
      <ProjectLine projectId={projectId} project={project} />
      {chat && (
        <div class="chat-line">
          <IconButton
            icon="arrow-left"
            label="Project home"
            onClick={() => act(() => host.call('goTo', { projectId, chatId: null }))}
          />
          <button
            class="chat-button"
            ref={title}
            aria-label={chat.title ? undefined : 'Chats of this project'}
            aria-expanded={open}
            aria-haspopup="dialog"
            title="Chats of this project"
            onClick={() => setOpen(!open)}
          >
            <span class="ellipsis">{chat.title ?? ''}</span>
            <Icon name={open ? 'chevron-up' : 'chevron-down'} />
          </button>
          <span class="grow" />
          <IconButton
            icon="go-to-file"
            label="Open chat in editor"
            onClick={() => act(() => host.call('openChatInEditor', { chatId: chat.chatId }))}
          />
        </div>
      )}
      {open && chat && <ChatSwitcher projectId={projectId} chatId={chat.chatId} onClose={close} />}
    </header>
  );
}
