import { useModel } from '@preact/signals';
import { ChatModel } from '../models/chat';
import { ProjectModel } from '../models/project';
import { useSurroundings } from '../surroundings';
import { useReading } from './useReading';

/** The models live as long as the component that asks for them; a `key` begins them anew. */
export function useProject(projectId: string): ProjectModel {
  const { host } = useSurroundings();
  const project = useModel(() => new ProjectModel(host, projectId));
  useReading(project.open);
  return project;
}

export function useChat(chatId: string): ChatModel {
  const { host } = useSurroundings();
  const chat = useModel(() => new ChatModel(host, chatId));
  useReading(chat.openAnew);
  return chat;
}
