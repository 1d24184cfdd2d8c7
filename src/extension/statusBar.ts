import * as vscode from 'vscode';
import { getProject } from '../db/projects';
import { modelAt } from '../chat/modelInUse';
import { modelLabel } from '../models/modelId';
import type { App } from './app';
import { SIDEBAR_ID } from './showSidebar';

const KEY = 'betterGpt.statusBar';

/** The current project and its model. What it said last is shown until the library has been read. */
export function registerStatusBar(app: App): vscode.Disposable {
  const { workspaceState } = app.context;
  const item = vscode.window.createStatusBarItem(
    'betterGpt.status',
    vscode.StatusBarAlignment.Right,
    90,
  );
  item.name = 'Better GPT';
  item.command = `${SIDEBAR_ID}.focus`;
  item.tooltip = new vscode.MarkdownString(
    'Better GPT: [Switch Project](command:betterGpt.switchProject) · [Choose Model](command:betterGpt.selectModel)',
  );
  item.tooltip.isTrusted = {
    enabledCommands: ['betterGpt.switchProject', 'betterGpt.selectModel'],
  };
  const show = (text: string) => {
    item.text = `$(comment-discussion) ${text}`;
    item.accessibilityInformation = { label: `Better GPT, ${text}` };
  };
  const refresh = async () => {
    const text = await describePlace(app);
    show(text);
    await workspaceState.update(KEY, text);
  };
  const follow = () => void refresh().catch(app.reporter.log);

  show(workspaceState.get(KEY, 'Better GPT'));
  item.show();
  return vscode.Disposable.from(
    item,
    app.place.onDidChange(follow),
    app.models.onDidChange(follow),
    app.onDidChangeProject(follow),
  );
}

async function describePlace(app: App): Promise<string> {
  const { projectId, chatId } = app.place.value;
  if (projectId === null) return 'Better GPT';
  const { db } = await app.services();
  const project = await getProject(db, projectId);
  const model = await modelAt(db, { projectId, chatId });
  return `${project.name} · ${modelLabel(model)}`;
}
