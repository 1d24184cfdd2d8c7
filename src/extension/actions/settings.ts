import { modelAt } from '../../chat/modelInUse';
import type { ModelSettings } from '../../db/schema';
import { changeChatSettings } from '../../db/settings';
import type { SettingsChange } from '../../db/shapes';
import { UserError } from '../../db/userError';
import type { Place } from '../../protocol/api';
import type { App } from '../app';
import { updateProject } from './projects';
import { checkSettings } from './settingsChecks';
import { offerUndo } from './undo';

/** For the chat where there is one, else for the project. */
export async function changeSettings(
  app: App,
  { projectId, chatId }: Place,
  change: SettingsChange,
): Promise<void> {
  if (chatId !== null) await changeOfChat(app, chatId, change);
  else if (projectId !== null) await updateProject(app, projectId, {}, change);
  else throw new UserError('Make a project first; then change its settings.');
}

/** Returns what the chat had of its own before. */
async function changeOfChat(
  app: App,
  chatId: string,
  change: SettingsChange,
): Promise<ModelSettings> {
  const { db } = await app.services();
  checkSettings(app, change, await modelAt(db, { projectId: null, chatId }));
  const before = await changeChatSettings(db, chatId, change);
  app.webviews.publish('modelChanged', {});
  return before;
}

/** The chat has its project's settings again, all of them. */
export async function resetSettings(app: App, chatId: string): Promise<void> {
  const before = await changeOfChat(app, chatId, {
    ...{ temperature: null, maxTokens: null, topP: null },
    ...{ reasoningEffort: null, stop: null, extraBody: null },
  });
  void offerUndo(app, 'This chat has its project’s settings again.', async () => {
    await changeOfChat(app, chatId, before);
  });
}
