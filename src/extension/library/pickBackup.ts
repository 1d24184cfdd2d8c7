import * as vscode from 'vscode';
import { type Backup, listBackups } from '../../library/backups';
import type { RunJob } from '../../library/maintenance';
import type { Contents } from '../../library/jobs';
import { describeContents } from '../../library/salvage/rescue';

interface Item extends vscode.QuickPickItem {
  file?: string;
}

const REASONS: Record<Backup['reason'], string> = {
  daily: 'made by itself',
  'by-hand': 'made by you',
  'before-update': 'before an update',
  'before-restore': 'before a restore',
  replaced: 'when another file took its place',
};

/** Shows every backup with what it holds, as soon as that is known. */
export async function pickBackup(file: string, run: RunJob): Promise<string> {
  const backups = await listBackups(file);
  const pick = vscode.window.createQuickPick<Item>();
  pick.title = 'Restore a Backup';
  pick.placeholder = backups.length > 0 ? 'Which one?' : 'There are no backups yet.';
  pick.matchOnDescription = true;
  const show = (contents: (Contents | null)[] | undefined) => {
    pick.items = [...backups.map((backup, i) => itemOf(backup, contents?.[i])), OTHER];
  };
  show(undefined);
  pick.busy = true;
  const described = run('describe', { files: backups.map((backup) => backup.file) });
  // Not knowing what they hold is no reason not to choose one.
  void described.then(show, () => undefined).then(() => (pick.busy = false));
  const chosen = await choose(pick);
  return chosen === OTHER || chosen.file === undefined ? chooseFile() : chosen.file;
}

const OTHER: Item = { label: '$(folder-opened) Another File…', alwaysShow: true };

function itemOf(backup: Backup, contents: Contents | null | undefined): Item {
  const size = `${(backup.size / 2 ** 20).toFixed(1)} MB`;
  const holds = contents ? describeContents(contents) : 'cannot be read';
  return {
    label: backup.at.toLocaleString(),
    description: `${REASONS[backup.reason]} · ${size}`,
    detail: contents === undefined ? '…' : holds,
    file: backup.file,
  };
}

function choose(pick: vscode.QuickPick<Item>): Promise<Item> {
  return new Promise<Item>((resolve, reject) => {
    pick.onDidAccept(() => {
      const [item] = pick.selectedItems;
      if (item) resolve(item);
    });
    pick.onDidHide(() => reject(new vscode.CancellationError()));
    pick.show();
  }).finally(() => pick.dispose());
}

async function chooseFile(): Promise<string> {
  const [uri] =
    (await vscode.window.showOpenDialog({
      title: 'Restore a Backup',
      openLabel: 'Restore',
      filters: { Library: ['db'] },
    })) ?? [];
  if (!uri) throw new vscode.CancellationError();
  return uri.fsPath;
}
