import { toProject } from '../../chat/shapes';
import { listStreaming } from '../../db/abandoned';
import { getChat } from '../../db/chats';
import * as store from '../../db/projects';
import { waitingChats } from '../../db/retries';
import { changeProjectSettings } from '../../db/settings';
import { ProjectInput, type SettingsChange } from '../../db/shapes';
import type { Project } from '../../protocol/api';
import type { App } from '../app';
import { checkMaxTokens, checkSettings } from './settingsChecks';
import { offerUndo, rememberPlace } from './undo';

/** Makes a project and goes to it. */
export async function createProject(
  app: App,
  input: ProjectInput,
  settings?: SettingsChange,
): Promise<Project> {
  const { db } = await app.services();
  const parsed = ProjectInput.parse(input);
  if (settings) checkSettings(app, settings, parsed.model);
  checkMaxTokens(app, parsed.maxTokens, parsed.model);
  const { id } = await store.createProject(db, parsed);
  if (settings) await changeProjectSettings(db, id, settings);
  await app.place.goTo({ projectId: id, chatId: null });
  app.projectChanged(id);
  return toProject(await store.getProject(db, id));
}

export async function updateProject(
  app: App,
  projectId: string,
  change: store.Change<ProjectInput>,
  settings?: SettingsChange,
): Promise<Project> {
  const { db } = await app.services();
  const parsed = ProjectInput.partial().parse(change);
  const { model } = await store.getProject(db, projectId);
  checkMaxTokens(app, parsed.maxTokens, parsed.model ?? model);
  if (settings) checkSettings(app, settings, parsed.model ?? model);
  await store.updateProject(db, projectId, parsed);
  if (settings) await changeProjectSettings(db, projectId, settings);
  const project = toProject(await store.getProject(db, projectId));
  app.projectChanged(projectId);
  if (change.model !== undefined) app.webviews.publish('modelChanged', {});
  return project;
}

/** Moves the project to the trash, with Undo in the notification. */
export async function deleteProject(app: App, projectId: string): Promise<void> {
  const { db } = await app.services();
  const { name } = await store.getProject(db, projectId);
  const { before, left } = rememberPlace(app);
  await stopAnswers(app, projectId);
  await store.shelveProject(db, projectId, 'trashed');
  const reopen = app.panels.close(projectId);
  if (before.projectId === projectId) await goToLatest(app);
  const goBack = left();
  app.projectChanged(projectId);
  void offerUndo(app, `“${name}” was moved to the trash.`, async () => {
    const now = await app.services();
    await store.shelveProject(now.db, projectId, 'active');
    app.projectChanged(projectId);
    await goBack();
    reopen();
  });
}

/** Nobody goes on paying for an answer that was thrown away, nor asks again. What had arrived is kept. */
async function stopAnswers(app: App, projectId: string): Promise<void> {
  const { db, answers } = await app.services();
  for (const chatId of await waitingChats(db, projectId)) await answers.stop(chatId);
  for (const { chatId } of await listStreaming(db)) {
    const chat = await getChat(db, chatId);
    if (chat.projectId === projectId) await answers.stop(chatId);
  }
}

/** Out of the trash, to where they were; a window without a project shows the first of them. */
export async function restoreProjects(app: App, projectIds: string[]): Promise<void> {
  const { db } = await app.services();
  for (const projectId of projectIds) {
    await store.shelveProject(db, projectId, 'active');
    app.projectChanged(projectId);
  }
  const [first] = projectIds;
  if (first !== undefined && app.place.value.projectId === null) {
    await app.place.goTo({ projectId: first, chatId: null });
  }
}

export async function restoreProject(app: App, projectId: string): Promise<void> {
  const { db } = await app.services();
  await store.shelveProject(db, projectId, 'active');
  await app.place.goTo({ projectId, chatId: null });
  app.projectChanged(projectId);
}

/** Where a window goes that has no place of its own, or has lost it. */
export async function goToLatest(app: App): Promise<void> {
  const { db } = await app.services();
  const [latest] = await store.listProjects(db);
  await app.place.goTo({ projectId: latest?.id ?? null, chatId: null });
}
