import * as vscode from 'vscode';
import { LimitReached } from '../chat/limits';
import type { LimitQuestion } from '../chat/limitTexts';
import type { Caps } from '../db/limits';
import { getProject } from '../db/projects';
import type { Offer } from '../protocol/rpc';
import type { App } from './app';
import type { Webviews } from './webviews';

const SECTION = 'betterGpt.limits';
const NANOS = 1e9;

/** What all projects together may spend in a month. What is no amount is no limit: it may be half typed. */
export function readLibraryCaps(): Caps {
  const settings = vscode.workspace.getConfiguration(SECTION);
  const dollars = settings.get<unknown>('monthlyCost');
  const tokens = settings.get<unknown>('monthlyTokens');
  return {
    nanos: isAmount(dollars) ? Math.round(dollars * NANOS) : null,
    tokens: isAmount(tokens) ? Math.floor(tokens) : null,
  };
}

/** The webviews show what is left of them. */
export const followLimits = ({ publish }: Webviews): vscode.Disposable =>
  vscode.workspace.onDidChangeConfiguration((event) => {
    if (event.affectsConfiguration(SECTION)) publish('limitsChanged', {});
  });

const isAmount = (value: unknown): value is number =>
  typeof value === 'number' && Number.isFinite(value) && value >= 0;

const ONCE = 'Send Once';
const ALWAYS = 'Always Send with This Model';
const CHANGE = 'Change the Limit…';

/** Before a request that could pass a limit. Whoever does not say yes has not failed at anything. */
export async function askLimit(
  { message, detail, projectId, isUnpriced }: LimitQuestion,
  change: (projectId: string | null) => Promise<void>,
): Promise<'once' | 'always'> {
  const options = { modal: true, detail };
  const buttons = [ONCE, ...(isUnpriced ? [ALWAYS] : []), CHANGE];
  const choice = await vscode.window.showWarningMessage(message, options, ...buttons);
  if (choice === ONCE) return 'once';
  if (choice === ALWAYS) return 'always';
  if (choice === CHANGE) await change(projectId);
  throw new vscode.CancellationError();
}

/** A project's limit is in its panel, the library's in the settings. */
export async function changeLimit(app: App, projectId: string | null): Promise<void> {
  if (projectId === null) {
    await vscode.commands.executeCommand('workbench.action.openSettings', SECTION);
    return;
  }
  const { db } = await app.services();
  const { name } = await getProject(db, projectId);
  app.panels.showProject({ projectId, name }, 'overview');
}

/** What to do where a limit stands in the way. */
export const offerFor = (error: unknown): Offer | undefined =>
  error instanceof LimitReached
    ? { label: 'Change Limit', method: 'changeLimit', input: { projectId: error.projectId } }
    : undefined;
