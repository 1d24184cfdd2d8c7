import type { Chat, Project } from '../../protocol/api';
import { useSurroundings } from '../surroundings';
import { Banner } from './states';

interface Props {
  project: Project | undefined;
  chat?: Chat | undefined;
}

/** What is on show was deleted or archived, perhaps in another window: where it is now, and the way back. */
export function Shelved({ project, chat }: Props) {
  const { host, act } = useSurroundings();
  if (project?.shelf === 'trashed') {
    const projectIds = [project.projectId];
    const restore = () => act(() => host.call('restoreProjects', { projectIds }));
    return (
      <Banner icon="trash" action={{ label: 'Restore', run: restore }}>
        This project is in the trash. A new message brings it back.
      </Banner>
    );
  }
  if (!chat || chat.shelf === 'active') return null;
  const { chatId, shelf } = chat;
  const restore = () => act(() => host.call('restoreChats', { chatIds: [chatId] }));
  return (
    <Banner
      icon={shelf === 'trashed' ? 'trash' : 'archive'}
      action={{ label: 'Restore', run: restore }}
    >
      {shelf === 'trashed'
        ? 'This chat is in the trash. A new message brings it back.'
        : 'This chat is archived.'}
    </Banner>
  );
}
