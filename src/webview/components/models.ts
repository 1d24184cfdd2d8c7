import { useModel } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { ChatModel } from '../models/chat';
import { ProjectModel } from '../models/project';
import { useSurroundings } from '../surroundings';

/** The models live as long as the component that asks for them; a `key` begins them anew. */
export function useProject(projectId: string): ProjectModel {
  const { host } = useSurroundings();
  const project = useModel(() => new ProjectModel(host, projectId));
  useEffect(() => void project.open(), [project]);
  return project;
}

export function useChat(chatId: string): ChatModel {
  const { host } = useSurroundings();
  const chat = useModel(() => new ChatModel(host, chatId));
  useEffect(() => void chat.open(), [chat]);
  return chat;
}
