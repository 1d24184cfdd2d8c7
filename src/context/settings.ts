import type { ModelSettings } from '../db/schema';
import type { ChatRow, ProjectRow } from '../db/shapes';

/** What a request is sent with; what is missing is the provider's own choice. */
export type RequestSettings = ModelSettings & { temperature: number; maxTokens: number };

/** The chat's own settings where it has any, else its project's. Nothing is sent for an empty one. */
export function settingsInUse(
  { temperature, maxTokens, settings }: SettledProject,
  chat?: Pick<ChatRow, 'settings'> | null,
): RequestSettings {
  const {
    stop = [],
    extraBody = {},
    ...all
  } = {
    ...{ temperature, maxTokens },
    ...settings,
    ...chat?.settings,
  };
  return {
    ...all,
    ...(stop.length > 0 && { stop }),
    ...(Object.keys(extraBody).length > 0 && { extraBody }),
  };
}

export type SettledProject = Pick<ProjectRow, 'temperature' | 'maxTokens'> &
  Partial<Pick<ProjectRow, 'settings'>>;
