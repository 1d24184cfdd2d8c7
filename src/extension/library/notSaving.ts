import * as vscode from 'vscode';
import type { Answers } from '../../chat/answers';
import { getChat } from '../../db/chats';
import type { Db, Library } from '../../db/open';
import { getProject } from '../../db/projects';
import type { WriteStopped } from '../../db/writeGuard';
import type { Reporter } from '../reporter';
import type { UnsavedDrafts } from './unsavedDrafts';

interface Parts {
  library: Library;
  answers: Answers;
  drafts: UnsavedDrafts;
  reporter: Reporter;
}

/** Stops that follow one another closely are one to the user, in milliseconds. */
const TOLD_LATELY = 5 * 60_000;

/** Tells the user when nothing can be written and offers ways out; saves what waits in memory when it can be. */
export function watchWriting(parts: Parts): vscode.Disposable {
  const { library, answers, drafts, reporter } = parts;
  const item = vscode.window.createStatusBarItem('betterGpt.notSaving', RIGHT, 91);
  item.name = 'Better GPT: Saving';
  item.text = '$(warning) Better GPT: not saving';
  item.command = 'betterGpt.retrySaving';
  item.backgroundColor = new vscode.ThemeColor('statusBarItem.warningBackground');
  // VS Code takes it for the one of the library before, by its id, and shows it again.
  item.hide();
  let told = 0;
  const leave = library.guard.onDidChange((stop) => {
    if (!stop) {
      item.hide();
      void saveWhatWaits().catch(reporter.log);
      return;
    }
    item.tooltip = stop.message;
    item.show();
    reporter.log(stop);
    if (Date.now() - told > TOLD_LATELY) void reporter.guard(() => offerWaysOut(parts, stop));
    told = Date.now();
  });
  const saveWhatWaits = async () => {
    await drafts.saveAll(library.db, reporter.log);
    await answers.saveUnsaved();
  };
  return vscode.Disposable.from(item, { dispose: leave });
}

const RIGHT = vscode.StatusBarAlignment.Right;
const RETRY = 'Retry';
const EXPORT = 'Export What Is in Memory…';
const MOVE = 'Move Library…';

export async function offerWaysOut(parts: Parts, stop: WriteStopped): Promise<void> {
  const choice = await vscode.window.showErrorMessage(stop.message, RETRY, MOVE, EXPORT);
  if (choice === RETRY && !(await parts.library.guard.retry())) await offerWaysOut(parts, stop);
  if (choice === EXPORT) await exportMemory(parts);
  // What is in memory goes along.
  if (choice === MOVE) await vscode.commands.executeCommand('betterGpt.moveLibrary');
}

async function exportMemory({ library, answers, drafts }: Parts): Promise<void> {
  const target = await vscode.window.showSaveDialog({
    title: 'Export What Is in Memory',
    filters: { Markdown: ['md'] },
  });
  if (!target) return;
  const text = await describeMemory(library.db, answers.inMemory(), drafts.list());
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
}

/** As Markdown, for a person to read. */
export async function describeMemory(
  db: Db,
  answers: ReturnType<Answers['inMemory']>,
  drafts: ReturnType<UnsavedDrafts['list']>,
): Promise<string> {
  const sections: string[] = [];
  for (const { id, draft } of drafts) {
    sections.push(`## Draft in ${await nameOf(db, id)}\n\n${draft}`);
  }
  for (const { chatId, text } of answers) {
    sections.push(`## Answer in ${await nameOf(db, chatId)}\n\n${text}`);
  }
  const none = 'Everything that was written is in the library.';
  return ['# Better GPT: what was in memory', ...(sections.length ? sections : [none]), ''].join(
    '\n\n',
  );
}

/** Of a chat or a project, as far as the library can still tell. */
async function nameOf(db: Db, id: string): Promise<string> {
  const chat = await getChat(db, id).catch(() => undefined);
  const project = await getProject(db, chat?.projectId ?? id).catch(() => undefined);
  const names = [chat && `“${chat.title}”`, project && `“${project.name}”`].filter(Boolean);
  return names.join(' of ') || id;
}
