import * as vscode from 'vscode';
import { getChat } from '../../db/chats';
import { getProject } from '../../db/projects';
import { countTrash, markForErasing, type TrashChoice, type TrashCount } from '../../db/trash';
import { UserError } from '../../db/userError';
import type { App } from '../app';
import { inWords } from '../eraser';

const FOR_GOOD = 'Delete Forever';
const DETAIL = 'Their messages, receipts and kept files go as well. This cannot be undone.';

/** Deletes chats of the trash for good, after asking. */
export async function eraseChats(app: App, chatIds: string[]): Promise<void> {
  const { db } = await app.services();
  const [first = ''] = chatIds;
  const what =
    chatIds.length === 1 ? `“${(await getChat(db, first)).title}”` : `${chatIds.length} chats`;
  await askFor(`Delete ${what} for good?`, FOR_GOOD);
  await erase(app, { chatIds });
}

export async function eraseProjects(app: App, projectIds: string[]): Promise<void> {
  const { db } = await app.services();
  const [first = ''] = projectIds;
  const what =
    projectIds.length === 1
      ? `the project “${(await getProject(db, first)).name}” with all of its chats`
      : `${projectIds.length} projects with all of their chats`;
  await askFor(`Delete ${what} for good?`, FOR_GOOD);
  await erase(app, { projectIds });
}

/** Of one project, or of the library. Returns how much it was. */
export async function emptyTrash(app: App, projectId: string | null): Promise<TrashCount> {
  const { db } = await app.services();
  const there = await countTrash(db, projectId ?? undefined);
  if (there.chats + there.projects === 0) throw new UserError('The trash is empty.');
  await askFor(`Delete ${inWords(there)} for good?`, 'Empty Trash');
  return emptyNow(app, projectId);
}

/** For callers that have asked already. */
export const emptyNow = (app: App, projectId: string | null): Promise<TrashCount> =>
  erase(app, projectId === null ? { before: new Date(Date.now() + 1) } : { ofProject: projectId });

/** Out of the lists at once; the rest is done in the background. */
export async function erase(app: App, choice: TrashChoice): Promise<TrashCount> {
  const { db } = await app.services();
  const marked = await markForErasing(db, choice);
  app.trashChanged();
  app.eraser.wake(db);
  return marked;
}

async function askFor(question: string, button: string): Promise<void> {
  const options = { modal: true, detail: DETAIL };
  const choice = await vscode.window.showWarningMessage(question, options, button);
  if (choice !== button) throw new vscode.CancellationError();
}
