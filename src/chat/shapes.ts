import { SEARCH_ID } from '../context/search';
import type { ListedChat } from '../db/chats';
import type { Picture as PictureRow } from '../db/images';
import type { BranchMessage } from '../db/messages';
import type { ProjectWithAnalytics } from '../db/projects';
import type { TrashedProject as TrashedProjectRow } from '../db/trash';
import { modelLabel, parseModelId } from '../models/modelId';
import type { Chat, Message, Picture, Project, TrashedProject } from '../protocol/api';
import { settingText } from './typedSettings';

/** Rows as they cross to a webview. */
export function toMessage(row: BranchMessage): Message {
  return {
    messageId: row.id,
    chatId: row.chatId,
    parentId: row.parentId,
    role: row.role,
    status: row.status,
    text: row.text,
    reasoning: row.reasoning,
    damage: row.damage,
    reasoningMs: row.reasoningMs,
    model: row.model === null ? null : modelLabel(row.model),
    modelId: row.model,
    isSearch: row.model !== null && parseModelId(row.model).provider === SEARCH_ID,
    problem: row.problem ?? null,
    // Of a message it is the receipt of the chat's title.
    figures:
      row.role === 'user'
        ? null
        : row.request && {
            requestId: row.request.id,
            durationMs: row.request.durationMs,
            inputTokens: row.request.inputTokens,
            outputTokens: row.request.outputTokens,
            isEstimated: row.request.isEstimated,
            costNanos: row.request.costNanos,
            savedNanos: row.request.savedNanos,
          },
    pictures: row.pictures.map(toPicture),
    citations: row.citations ?? [],
    version: { index: row.versionIndex, count: row.versionCount },
    createdAt: row.createdAt.getTime(),
  };
}

export const toPicture = ({ id, mediaType, width, height, name }: PictureRow): Picture => ({
  ...{ pictureId: id, mediaType, width, height, name },
});

export function toChat(row: ListedChat): Chat {
  return {
    chatId: row.id,
    projectId: row.projectId,
    title: row.title,
    model: row.model,
    pinned: row.pinned,
    shelf: row.shelf,
    updatedAt: row.updatedAt.getTime(),
    shelvedAt: row.shelvedAt?.getTime() ?? null,
    preview: row.preview.replaceAll(/\s+/g, ' ').trim(),
    hasDraft: row.draft.trim() !== '',
  };
}

export const toTrashedProject = (row: TrashedProjectRow): TrashedProject => ({
  projectId: row.id,
  name: row.name,
  chatCount: row.chatCount,
  deletedAt: row.shelvedAt?.getTime() ?? 0,
});

export function toProject(row: ProjectWithAnalytics): Project {
  return {
    projectId: row.id,
    name: row.name,
    chatCount: row.chatCount,
    fileCount: row.fileCount,
    lastActive: row.lastActive,
    description: row.description,
    instructions: row.instructions,
    model: row.model,
    temperature: row.temperature,
    maxTokens: row.maxTokens,
    capNanos: row.capNanos,
    capTokens: row.capTokens,
    settings: {
      topP: settingText(row.settings, 'topP'),
      reasoningEffort: settingText(row.settings, 'reasoningEffort'),
      stop: settingText(row.settings, 'stop'),
      extraBody: settingText(row.settings, 'extraBody'),
    },
    draft: row.draft,
    shelf: row.shelf,
  };
}
