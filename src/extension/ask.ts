import * as vscode from 'vscode';
import type { Sent } from '../chat/answers';
import { modelAt, modelInUse } from '../chat/modelInUse';
import { getChat, listChats } from '../db/chats';
import { getMessage } from '../db/messages';
import { getProject, listProjects } from '../db/projects';
import { ProjectInput, type Shelf } from '../db/shapes';
import { listTrashedProjects } from '../db/trash';
import { UserError } from '../db/userError';
import { modelLabel } from '../models/modelId';
import type { Place, Project } from '../protocol/api';
import * as chatActions from './actions/chats';
import * as projectActions from './actions/projects';
import { type AttachResult, attachUris } from './attach';
import type { App } from './app';
import { manageModels } from './models/manage';
import { pickModel } from './models/picker';

/** What is asked natively, for commands and for webviews alike. Leaving a question is a CancellationError. */

export async function newProject(app: App, fromFolder: boolean): Promise<Project> {
  const folder = vscode.workspace.workspaceFolders?.[0]?.name ?? '';
  if (fromFolder && folder) return projectActions.createProject(app, { name: folder });
  const name = await input({
    title: 'New Project',
    prompt: 'Its name. Instructions, files and a model can be added at any time.',
    value: folder,
    validateInput: (text) => ProjectInput.shape.name.safeParse(text).error?.issues[0]?.message,
  });
  return projectActions.createProject(app, { name });
}

export async function switchProject(app: App): Promise<string> {
  const projectId = await pickProject(app, 'Switch Project', true);
  await app.place.goTo({ projectId, chatId: null });
  return projectId;
}

const NEW = 'new';
const TRASH = 'trash';

export async function pickProject(app: App, title: string, withNew = false): Promise<string> {
  const { db } = await app.services();
  const items = (await listProjects(db)).map(({ id, name, chatCount, fileCount }) => ({
    label: name,
    description: `${plural(chatCount, 'chat')} · ${plural(fileCount, 'file')}`,
    id,
  }));
  const create = { label: '$(add) New Project…', description: '', id: NEW, alwaysShow: true };
  if (items.length === 0 && !withNew) throw new UserError('Make a project first.');
  const { id } = await pick(withNew ? [...items, create, ...(await trashItem(app))] : items, title);
  if (id === TRASH) {
    app.panels.showTrash();
    throw new vscode.CancellationError();
  }
  return id === NEW ? (await newProject(app, false)).projectId : id;
}

/** The way to deleted projects, for as long as there are any. */
async function trashItem(app: App) {
  const { db } = await app.services();
  const { length } = await listTrashedProjects(db);
  if (length === 0) return [];
  const label = '$(trash) Deleted Projects…';
  return [{ label, description: plural(length, 'project'), id: TRASH, alwaysShow: true }];
}

export const plural = (count: number, noun: string): string =>
  `${count} ${noun}${count === 1 ? '' : 's'}`;

/** The project that a command without an argument is about: the current one, else the user is asked. */
export async function projectOf(app: App, title: string): Promise<string> {
  await settlePlace(app);
  return app.place.value.projectId ?? pickProject(app, title, true);
}

/** The chat that a command without an argument is about. */
export function chatOf(app: App): string {
  const { chatId } = app.place.value;
  if (chatId === null) throw new UserError('Open a chat in the Better GPT sidebar first.');
  return chatId;
}

/** The current chat, else the user is asked for one. */
export const currentChat = async (app: App): Promise<string> =>
  app.place.value.chatId ?? pickChat(app, 'Which Chat?');

export async function pickChat(app: App, title: string): Promise<string> {
  return pickChatOn(app, 'active', title, 'This project has no chats yet.');
}

export const pickTrashedChat = (app: App): Promise<string> =>
  pickChatOn(app, 'trashed', 'Restore a Chat', 'There are no deleted chats in this project.');

async function pickChatOn(app: App, shelf: Shelf, title: string, none: string): Promise<string> {
  const { db } = await app.services();
  const projectId = await projectOf(app, title);
  const rows = await listChats(db, { projectId, shelf, limit: CHATS_OFFERED });
  if (rows.length === 0) throw new UserError(none);
  const items = rows.map(({ id, title: label, updatedAt }) => ({
    label,
    description: updatedAt.toLocaleDateString(),
    id,
  }));
  return (await pick(items, title)).id;
}

const CHATS_OFFERED = 1_000;

export async function pickTrashedProject(app: App): Promise<string> {
  const { db } = await app.services();
  const rows = await listProjects(db, { shelf: 'trashed' });
  if (rows.length === 0) throw new UserError('There are no deleted projects.');
  const items = rows.map(({ id, name }) => ({ label: name, id }));
  return (await pick(items, 'Restore a Project')).id;
}

/** A place that is no more, such as a chat deleted in another window, becomes the nearest that is. */
export async function settlePlace(app: App): Promise<void> {
  const { db } = await app.services();
  const { projectId, chatId } = app.place.value;
  if (projectId === null) return projectActions.goToLatest(app);
  const project = await getProject(db, projectId).catch(() => undefined);
  if (project?.shelf !== 'active') return projectActions.goToLatest(app);
  if (chatId === null) return;
  const chat = await getChat(db, chatId).catch(() => undefined);
  if (chat?.shelf === 'trashed' || chat?.projectId !== projectId) {
    await app.place.goTo({ projectId, chatId: null });
  }
}

export async function moveChats(app: App, chatIds: string[]): Promise<void> {
  const projects = await chatActions.otherProjects(app, chatIds);
  if (projects.length === 0) throw new UserError('There is no other project to move this chat to.');
  const items = projects.map(({ id, name }) => ({ label: name, id }));
  const what = chatIds.length === 1 ? 'the Chat' : `${chatIds.length} Chats`;
  const { id } = await pick(items, `Move ${what} to…`);
  await chatActions.moveChats(app, chatIds, id);
}

export async function renameChat(app: App, chatId: string): Promise<void> {
  const { db } = await app.services();
  const { title } = await getChat(db, chatId);
  const renamed = await input({ title: 'Rename Chat', prompt: 'Its new title.', value: title });
  await chatActions.renameChat(app, chatId, renamed);
}

export async function openChatInEditor(app: App, chatId: string): Promise<void> {
  const { db } = await app.services();
  const { projectId, title } = await getChat(db, chatId);
  app.panels.showChat({ projectId, chatId, title });
}

export async function selectModel(app: App, place: Place): Promise<void> {
  const choice = await pickModel(app.models, await modelAt((await app.services()).db, place));
  if (choice === 'manage') await manageModels(app.models);
  else if (choice !== undefined) await applyModel(app, place, choice);
}

/** Another model answers this time; the chat keeps its own. */
export async function regenerateWith(app: App, messageId: string): Promise<Sent> {
  const { db, answers } = await app.services();
  const { model, chatId } = await getMessage(db, messageId);
  const current = model ?? (await modelInUse(db, chatId));
  const choice = await pickModel(app.models, current, {
    title: 'Answer Again With…',
    placeholder: `${modelLabel(current)} gave this answer`,
  });
  if (choice === 'manage') await manageModels(app.models);
  if (choice === undefined || choice === 'manage') throw new vscode.CancellationError();
  return answers.regenerate(messageId, choice);
}

/** For the chat when there is one, else for the project. */
export async function applyModel(app: App, place: Place, model: string): Promise<void> {
  if (place.chatId !== null) await chatActions.setModel(app, place, model);
  else if (place.projectId !== null) {
    await projectActions.updateProject(app, place.projectId, { model });
  } else throw new UserError('Make a project first; then choose its model.');
}

export async function attachCurrentFile(app: App, projectId: string): Promise<AttachResult> {
  const tab = vscode.window.tabGroups.activeTabGroup.activeTab;
  const uri = vscode.window.activeTextEditor?.document.uri ?? (tab && uriOf(tab));
  if (!uri) throw new UserError('Open a file in an editor first.');
  return report(await attachUris(app, projectId, [uri]));
}

export async function attachOpenFiles(app: App, projectId: string): Promise<AttachResult> {
  const tabs = vscode.window.tabGroups.all.flatMap((group) => group.tabs);
  const uris = tabs.flatMap((tab) => uriOf(tab) ?? []);
  if (uris.length === 0) throw new UserError('No files are open in editors.');
  return report(await attachUris(app, projectId, uris));
}

export async function attachFiles(app: App, projectId: string): Promise<AttachResult> {
  return report(await attachUris(app, projectId, await chooseFiles(), { ask: true }));
}

export async function chooseFiles(): Promise<vscode.Uri[]> {
  const uris = await vscode.window.showOpenDialog({
    title: 'Attach Files',
    openLabel: 'Attach',
    canSelectMany: true,
    canSelectFiles: true,
    canSelectFolders: true,
  });
  if (!uris) throw new vscode.CancellationError();
  return uris;
}

/** Only what the user would miss: that something was not attached. */
export function report(result: AttachResult): AttachResult {
  const [first] = result.skipped;
  if (first) {
    const name = vscode.Uri.parse(first.uri).path.split('/').at(-1) ?? first.uri;
    const rest = result.skipped.length > 1 ? ` (and ${result.skipped.length - 1} more)` : '';
    void vscode.window.showInformationMessage(`Not attached: ${name}${rest}. ${first.why}`);
  }
  return result;
}

function uriOf({ input: shown }: vscode.Tab): vscode.Uri | undefined {
  const uri = shown instanceof vscode.TabInputText ? shown.uri : undefined;
  return uri?.scheme === 'untitled' ? undefined : uri;
}

async function pick<T extends vscode.QuickPickItem>(items: T[], title: string): Promise<T> {
  const item = await vscode.window.showQuickPick(items, { title, matchOnDescription: true });
  if (!item) throw new vscode.CancellationError();
  return item;
}

async function input(options: vscode.InputBoxOptions): Promise<string> {
  const text = await vscode.window.showInputBox({ ignoreFocusOut: true, ...options });
  if (text === undefined) throw new vscode.CancellationError();
  return text;
}
