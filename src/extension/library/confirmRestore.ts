import * as vscode from 'vscode';
import type { Contents, Examined } from '../../library/jobs';
import type { RunJob } from '../../library/maintenance';
import { describeContents, describeFlaws } from '../../library/salvage/rescue';
import { pickBackup } from './pickBackup';
import { withProgress } from './progress';

export interface Chosen {
  from: string;
  examined: Examined;
}

/** Until the user has chosen one of which they know what they get. */
export async function chooseBackup(
  file: string,
  migrationsFolder: string,
  run: RunJob,
): Promise<Chosen> {
  for (;;) {
    const from = await pickBackup(file, run);
    const examined = await withProgress('Checking the backup', (job) =>
      run('examine', { file: from, migrationsFolder }, job),
    );
    const [now = null] = await run('describe', { files: [file] });
    if (await confirmRestore(now, examined)) return { from, examined };
  }
}

const RESTORE = 'Restore';
const ALL_THE_SAME = 'Restore All the Same';
const ANOTHER = 'Choose Another…';

/** False when another backup is to be chosen. */
async function confirmRestore(
  now: Contents | null,
  { contents: then, flaws }: Examined,
): Promise<boolean> {
  const what = [
    flaws &&
      'What can be put right of that, with the help of the library and the other backups, is put right. The rest stays as it is, and messages say so where they are read.',
    `The backup holds ${describeContents(then)}.`,
    now &&
      `The library holds ${describeContents(now)} now; it becomes a backup first, so this can be undone.`,
    'Answers in progress are stopped and kept there.',
  ];
  const detail = what.filter(Boolean).join('\n\n');
  const choice = await vscode.window.showWarningMessage(
    `${flaws ? `${describeFlaws(flaws)} ` : ''}Replace the library with this backup?`,
    { modal: true, detail },
    ...(flaws ? [ALL_THE_SAME, ANOTHER] : [RESTORE]),
  );
  if (!choice) throw new vscode.CancellationError();
  return choice !== ANOTHER;
}
