import { libraryIn } from './libraryFile';
import { openVSCode, type VSCode } from './openVSCode';
import { packagedVsix } from './packagedVsix';
import { sampleWorkspace } from './sampleWorkspace';
import { until } from './until';
import type { Workbench } from './workbench';

/** A window whose library is that of all windows, with a chat in which Search has answered this. */
export async function openSharedLibrary(question: string): Promise<VSCode> {
  const vscode = await openVSCode({
    folder: sampleWorkspace(),
    vsix: packagedVsix(),
    settings: { 'betterGpt.library.location': 'shared' },
  });
  await vscode.openSidebar();
  await vscode.sidebar().getByRole('button', { name: 'New Project from this Folder' }).click();
  await ask(vscode, question);
  return vscode;
}

/** Another window, of another folder, on the same library, with the chat of this title on show. */
export async function openOtherWindow(vscode: VSCode, title: string): Promise<Workbench> {
  const other = await vscode.openWindow(sampleWorkspace());
  await other.openSidebar();
  await openChat(other, title);
  return other;
}

/** From the project's home, unless the sidebar has come back to the chat by itself. */
export async function openChat(window: Workbench, title: string) {
  const row = window.sidebar().locator('[data-row]', { hasText: title }).first();
  await row.or(answers(window)).first().waitFor();
  if (await row.isVisible()) await row.click();
  await answers(window).first().waitFor();
  await until('its draft is read', () => message(window).isEditable());
}

/** Until Search has answered, and that many answers are on show. */
export async function ask(window: Workbench, text: string, answersThen = 1) {
  await window.send(text);
  await until('the answer has ended', async () => {
    const ended = await answers(window).locator('.message-actions').count();
    return ended === answersThen;
  });
}

export const sharedLibrary = (vscode: VSCode) => libraryIn(vscode.userDataDir);
export const message = (window: Workbench) =>
  window.sidebar().getByRole('textbox', { name: 'Message' });
export const answers = (window: Workbench) =>
  window.sidebar().getByRole('article', { name: 'Answer by Search' });
export const notification = (window: Workbench, text: string) =>
  window.notifications.filter({ hasText: text });
