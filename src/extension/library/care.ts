import path from 'node:path';
import * as vscode from 'vscode';
import { UserError } from '../../db/userError';
import { copyPath } from '../../db/copyNames';
import { dropOldBackups, isBackupDue } from '../../library/backups';
import { isDamage } from '../../db/damage';
import type { RunJob } from '../../library/maintenance';
import { BeingReplaced } from '../../library/letGo';
import { type OpenedSafely, type SafeOptions, setAsideAndSalvage } from '../../library/openSafely';
import { checkWhileOpen } from '../../library/checkWhileOpen';
import { describeRescue, describeRescueFully } from '../../library/salvage/rescue';
import type { Reporter } from '../reporter';
import { withProgress } from './progress';

interface Parts {
  opened: OpenedSafely;
  options: SafeOptions;
  run: RunJob;
  reporter: Reporter;
  whileClosed(work: () => Promise<void>): Promise<void>;
}

/** The day's copy is thought of this long after the library was opened, and then every hour; in milliseconds. */
const FIRST_LOOK = 2 * 60_000;
const LOOK_AGAIN = 3_600_000;

export interface Care extends vscode.Disposable {
  offerRepair(): Promise<void>;
}

/** Looks after the file of a library that is open: tells what happened to it, checks it, and makes the day's copy. */
export function takeCare(parts: Parts): Care {
  const { opened, run, reporter } = parts;
  const { file, guard, readOnly } = opened.library;
  tellWhatHappened(opened, reporter);
  let isTelling = false;
  let isOver = false;
  const meetDamage = (said: string) => {
    reporter.log(`The library is damaged: ${said}`);
    if (isTelling || isOver) return;
    isTelling = true;
    // Whoever closed it meets the damage again, and is told again.
    void reporter.guard(() => offerRepair(parts, () => isOver)).then(() => (isTelling = false));
  };
  const leave = guard.onDamage(meetDamage);
  const check = async () => {
    const said = await checkWhileOpen(file, run);
    if (said !== null) meetDamage(said);
  };
  if (opened.needsCheck) void check().catch(reporter.log);

  let timer: NodeJS.Timeout | undefined;
  const look = async () => {
    await backUpDaily(file, run).catch((error: unknown) =>
      isDamage(error) ? meetDamage(String(error)) : reporter.log(error),
    );
    timer = setTimeout(() => void look(), LOOK_AGAIN);
  };
  if (readOnly === null) timer = setTimeout(() => void look(), FIRST_LOOK);
  return {
    offerRepair: () => offerRepair(parts, () => isOver),
    dispose: () => {
      isOver = true;
      leave();
      clearTimeout(timer);
    },
  };
}

export const backupsKept = (): number =>
  vscode.workspace.getConfiguration('betterGpt').get('backups.keep', 7);

/** Returns whether one was made. */
export async function backUpDaily(file: string, run: RunJob): Promise<boolean> {
  const keep = backupsKept();
  if (keep < 1 || !(await isBackupDue(file))) return false;
  const made = await run('backUp', { file, copy: copyPath(file, 'daily'), unlessEmpty: true });
  await dropOldBackups(file, keep);
  return made !== null;
}

export const PUT_BACK =
  'The library’s file was deleted while it was open. It was put back, with all that was in it.';

/** Another library is open now. */
export async function tellReplaced(copy: string): Promise<void> {
  const sentence = `Another file was put in the library’s place while it was open. What the library held is kept among the backups, as “${path.basename(copy)}”.`;
  const choice = await vscode.window.showWarningMessage(sentence, RESTORE);
  if (choice) await vscode.commands.executeCommand('betterGpt.restore');
}

const SHOW_LOG = 'Show Log';
const OPEN_FOLDER = 'Open Folder';
const RESTORE = 'Restore a Backup…';
const REPAIR = 'Repair Now';

function tellWhatHappened({ rescued, orphanedBackups, library }: OpenedSafely, reporter: Reporter) {
  if (rescued) tellRescue(rescued, reporter);
  if (orphanedBackups.length === 0) return;
  const sentence = `There was no library at ${library.file}, so a new one was begun. There are ${orphanedBackups.length} backups of the one before.`;
  void vscode.window.showWarningMessage(sentence, RESTORE).then(async (choice) => {
    if (choice) await vscode.commands.executeCommand('betterGpt.restore');
  });
}

/** One notification: what was saved and what was not. The log has all of it. */
function tellRescue({ rescue, aside }: NonNullable<OpenedSafely['rescued']>, reporter: Reporter) {
  reporter.note(`${describeRescueFully(rescue)}\nThe damaged file: ${aside}`);
  const sentence = describeRescue(rescue, path.basename(aside));
  void reporter.guard(async () => {
    const choice = await vscode.window.showWarningMessage(sentence, SHOW_LOG, OPEN_FOLDER);
    if (choice === SHOW_LOG) reporter.showLog();
    if (choice === OPEN_FOLDER) await revealFile(aside);
  });
}

/** A desktop shows its file manager; a window on another machine has none. */
export const revealFile = (file: string): Thenable<unknown> =>
  vscode.env.remoteName === undefined && vscode.env.uiKind === vscode.UIKind.Desktop
    ? vscode.commands.executeCommand('revealFileInOS', vscode.Uri.file(file))
    : vscode.commands.executeCommand('vscode.openFolder', vscode.Uri.file(path.dirname(file)), {
        forceNewWindow: true,
      });

async function offerRepair(parts: Parts, isOver: () => boolean): Promise<void> {
  const { options, reporter, whileClosed } = parts;
  const choice = await vscode.window.showErrorMessage(
    'The library is damaged. Repairing keeps the damaged file and puts all that can be read of it into a new one; answers in progress are stopped and kept.',
    REPAIR,
    SHOW_LOG,
  );
  if (choice === SHOW_LOG) reporter.showLog();
  if (choice !== REPAIR) return;
  // Perhaps in another window; what is damaged still is told of again.
  if (isOver()) {
    void vscode.window.showInformationMessage('The library was repaired or restored meanwhile.');
    return;
  }
  const rescued: { value?: Awaited<ReturnType<typeof setAsideAndSalvage>> } = {};
  try {
    await whileClosed(async () => {
      rescued.value = await withProgress('Repairing the library', (job) =>
        setAsideAndSalvage({ ...options, ...job }),
      );
    });
  } catch (error) {
    // Both windows were asked, and the other was first; this one has opened what came of it.
    if (error instanceof BeingReplaced) return;
    throw error;
  }
  if (!rescued.value) throw new UserError('The library was not repaired. The log says why.');
  tellRescue(rescued.value, reporter);
}
