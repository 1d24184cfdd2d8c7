import { existsSync } from 'node:fs';
import path from 'node:path';
import * as vscode from 'vscode';
import * as z from 'zod';
import { UserError } from '../../db/userError';
import { copyPath } from '../../db/copyNames';
import { isDamage } from '../../db/damage';
import { type Restored, restoreBackup } from '../../library/restore';
import {
  describeContents,
  describeMending,
  describeRescueFully,
} from '../../library/salvage/rescue';
import { offerUndo } from '../actions/undo';
import type { App } from '../app';
import { revealFile } from '../library/care';
import { type Chosen, chooseBackup } from '../library/confirmRestore';
import { libraryFile } from '../library/location';
import { maintenanceOf } from '../library/maintenance';
import { offerWaysOut } from '../library/notSaving';
import { withProgress } from '../library/progress';
import { argument } from './arguments';

const FileArgument = z.object({
  file: z
    .string()
    .refine((file) => path.isAbsolute(file), 'Give an absolute path.')
    .optional(),
});

/** Into the library's backups, or to the file that a caller names. */
export async function backUp(app: App, arg: unknown) {
  const given = argument(FileArgument, arg);
  const { file } = await app.services();
  const copy = given?.file ?? copyPath(file, 'by-hand');
  if (existsSync(copy)) throw new UserError(`There is a file already: “${copy}”.`);
  const run = maintenanceOf(app.context);
  const contents = await withProgress('Backing up the library', (options) =>
    run('backUp', { file, copy }, options),
  ).catch((error: unknown) => {
    throw isDamage(error) ? new UserError(DAMAGED, { cause: error }) : error;
  });
  if (!contents) throw new UserError('There is nothing to back up yet.');
  if (!given) void app.reporter.guard(() => tellBackedUp(describeContents(contents), copy));
  return { file: copy, ...contents };
}

const DAMAGED =
  'The library is damaged, so no copy of it was kept. Reload the window: it is repaired when it is opened.';

async function tellBackedUp(contents: string, copy: string): Promise<void> {
  const choice = await vscode.window.showInformationMessage(
    `Backed up: ${contents}.`,
    'Open Folder',
  );
  if (choice) await revealFile(copy);
}

/** A caller that names a file has asked already; a user sees what each backup holds and whether it is damaged, and is asked. */
export async function restore(app: App, arg: unknown) {
  const given = argument(FileArgument.required({ file: true }), arg);
  const file = await libraryFile(app.context);
  const run = maintenanceOf(app.context);
  const chosen = given
    ? { from: given.file }
    : await chooseBackup(file, app.context.asAbsolutePath('drizzle'), run);
  const restored = await restoreAndTell(app, file, chosen);
  return { file: chosen.from, before: restored.before, ...restored.contents };
}

/** Undoing it is a restore like any other: what was written in between can be brought back as well. */
async function restoreAndTell(app: App, file: string, chosen: ToRestore): Promise<Restored> {
  const restored = await restoreFile(app, file, chosen);
  const { before: from, contents, rescue } = restored;
  if (rescue) app.reporter.note(`Restored “${chosen.from}”.\n${describeRescueFully(rescue)}`);
  const sentences = [
    `Restored: ${describeContents(contents)}.`,
    ...(rescue ? describeMending(rescue) : []),
    'The library as it was before is kept among the backups.',
  ];
  void offerUndo(
    app,
    sentences.join(' '),
    async () => void (await restoreAndTell(app, file, { from })),
  );
  return restored;
}

type ToRestore = Pick<Chosen, 'from'> & Partial<Chosen>;

const restoreFile = (app: App, file: string, chosen: ToRestore) =>
  withProgress('Restoring the library', (job) =>
    restoreBackup({
      file,
      ...chosen,
      migrationsFolder: app.context.asAbsolutePath('drizzle'),
      run: maintenanceOf(app.context),
      whileClosed: app.whileClosed,
      ...job,
    }),
  );

/** Tries to write what waits in memory. */
export async function retrySaving(app: App) {
  const services = await app.services();
  const { guard } = services;
  const isSaving = await guard.retry();
  const { stopped } = guard;
  if (!isSaving && stopped) {
    const { answers, drafts } = services;
    const parts = { library: services, answers, drafts, reporter: app.reporter };
    void app.reporter.guard(() => offerWaysOut(parts, stopped));
  }
  return { isSaving };
}
