import * as z from 'zod';
import { getProject, listProjects as readProjects } from '../../db/projects';
import { ProjectInput, SettingsChange } from '../../db/shapes';
import { PANEL_TABS } from '../../protocol/api';
import * as actions from '../actions/projects';
import type { App } from '../app';
import * as ask from '../ask';
import { argument, Id, ProjectArgument } from './arguments';

const Settings = ProjectInput.pick({ model: true }).partial().extend(SettingsChange.shape);
const Fields = ProjectInput.pick({ name: true, description: true, instructions: true });

export async function newProject(app: App, arg: unknown) {
  const given = argument(
    Fields.partial().required({ name: true }).extend({ settings: Settings.optional() }),
    arg,
  );
  if (!given) return { projectId: (await ask.newProject(app, false)).projectId };
  const { settings: { model, ...settings } = {}, ...fields } = given;
  const { projectId } = await actions.createProject(app, { ...fields, model }, settings);
  return { projectId };
}

export async function openProject(app: App, arg: unknown) {
  const given = argument(ProjectArgument.extend({ tab: z.enum(PANEL_TABS).optional() }), arg);
  const projectId = given?.projectId ?? (await ask.projectOf(app, 'Open a Project'));
  const { db } = await app.services();
  const { name } = await getProject(db, projectId);
  app.panels.showProject({ projectId, name }, given?.tab ?? 'overview');
  return { projectId };
}

export async function switchProject(app: App, arg: unknown) {
  const given = argument(ProjectArgument, arg);
  if (!given) return { projectId: await ask.switchProject(app) };
  const { db } = await app.services();
  await getProject(db, given.projectId);
  await app.place.goTo({ projectId: given.projectId, chatId: null });
  return given;
}

export async function listProjects(app: App) {
  const { db } = await app.services();
  return (await readProjects(db)).map(({ id, name, chatCount, fileCount, lastActive }) => ({
    projectId: id,
    name,
    chatCount,
    fileCount,
    lastActive,
  }));
}

export async function updateProject(app: App, arg: unknown) {
  const given = argument(
    Fields.partial().extend({ projectId: Id, settings: Settings.optional() }),
    arg,
  );
  if (!given) return openProject(app, undefined);
  const { projectId, settings: { model, ...settings } = {}, ...fields } = given;
  await actions.updateProject(app, projectId, { ...fields, model }, settings);
  return { projectId };
}

export async function deleteProject(app: App, arg: unknown) {
  const given = argument(ProjectArgument, arg);
  const projectId = given?.projectId ?? (await ask.pickProject(app, 'Delete a Project'));
  await actions.deleteProject(app, projectId);
  return { projectId };
}

export async function restoreProject(app: App, arg: unknown) {
  const given = argument(ProjectArgument, arg);
  const projectId = given?.projectId ?? (await ask.pickTrashedProject(app));
  await actions.restoreProject(app, projectId);
  return { projectId };
}
