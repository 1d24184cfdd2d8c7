import { rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { type Library, openLibrary } from '../db/open';
import { isDiskFull } from '../db/fullDisk';
import { UserError } from '../db/userError';
import type { OpenOptions } from '../db/workerProtocol';
import { type Backup, listBackups } from './backups';
import { forgetCheck, wasCheckCut } from './checkWhileOpen';
import { isDamage } from '../db/damage';
import { damagedPath } from './damage';
import { BeingReplaced, untilBack, untilOthersClosed, whileOthersLetGo } from './letGo';
import { lookAt } from './look';
import type { JobOptions, RunJob } from './maintenance';
import { openReadOnly } from './openReadOnly';
import { probe } from './probe';
import type { Rescue } from './salvage/rescue';
import { finishSwap, incomingOf, swapIn } from './swap';

export interface SafeOptions extends OpenOptions, JobOptions {
  workerFile: string;
  run: RunJob;
}

export interface OpenedSafely {
  library: Library;
  /** The library was damaged: what became of it, and where the damaged file is. */
  rescued: { rescue: Rescue; aside: string } | null;
  /** The library is new although there are backups of one: somebody may have deleted it. */
  orphanedBackups: Backup[];
  /** A full check is worth its while, and was too long to wait for. */
  needsCheck: boolean;
}

/**
 * Opens the library whatever has happened to its file. What is damaged is set aside, and what can be read of it is
 * put into a new library; nothing is deleted or overwritten.
 * @throws {UserError} when there can be no library
 */
export async function openSafely(options: SafeOptions): Promise<OpenedSafely> {
  const { run: _run, signal: _signal, onProgress: _onProgress, ...open } = options;
  const { file } = options;
  await untilBack(file);
  await finishSwap(file);
  const look = await lookAt(file);
  if (look.readOnly !== undefined && !look.isNew && !look.isDamaged) {
    const library = await openReadOnly(open, look.readOnly);
    return { library, rescued: null, orphanedBackups: [], needsCheck: false };
  }
  if (look.readOnly !== undefined) throw new UserError(look.readOnly);
  if (look.isDamaged) return openSalvaged(options, open);
  const isSmall = look.size < CHECKED_AT_ONCE;
  const isChecked = look.mayBeUnclean && (isSmall || (await wasCheckCut(file)));
  const said = isChecked ? await options.run('check', { file }) : null;
  await forgetCheck(file);
  if (said !== null) return openSalvaged(options, open);
  const orphanedBackups = look.isNew ? await listBackups(file) : [];
  try {
    const library = await openIfRoom(open, openProbed);
    return { library, rescued: null, orphanedBackups, needsCheck: look.mayBeUnclean && !isChecked };
  } catch (error) {
    if (!isDamage(error)) throw error;
    return openSalvaged(options, open);
  }
}

const FULL = 'The disk is full: the library can be read but not changed. Make room and try again.';

/**
 * After an unclean end a library of this size is checked before it is opened, which takes a second; in bytes. A larger
 * one is when its process ended before it was checked: it may be what ended it.
 */
const CHECKED_AT_ONCE = 128 * 2 ** 20;

type Open = OpenOptions & { workerFile: string };

/** On a full disk a library can still be read. */
async function openIfRoom(
  options: Open,
  open: (options: Open) => Promise<Library>,
): Promise<Library> {
  try {
    return await open(options);
  } catch (error) {
    if (!isDiskFull(error)) throw error;
    return openReadOnly(options, FULL);
  }
}

async function openProbed(options: Open): Promise<Library> {
  const library = await openLibrary(options);
  try {
    await probe(library.db);
    return library;
  } catch (error) {
    await library.close();
    throw error;
  }
}

async function openSalvaged(options: SafeOptions, open: Open): Promise<OpenedSafely> {
  const rescued = await setAsideAndSalvage(options).catch((error: unknown) => {
    if (error instanceof BeingReplaced) return undefined;
    throw error;
  });
  // Another window was first.
  if (!rescued) return openSafely(options);
  const library = await openIfRoom(open, openLibrary);
  return { library, rescued, orphanedBackups: [], needsCheck: false };
}

/**
 * Nobody in this process may have the library open; other windows are asked to close it. The damaged file is in its
 * place until the new one is whole.
 * @throws {UserError} when it was no library and there is no backup; then it is left as it is
 */
export const setAsideAndSalvage = (
  options: SafeOptions,
): Promise<{ rescue: Rescue; aside: string }> =>
  whileOthersLetGo(options.file, 'repaired', async () => {
    if (await mayBeOpenElsewhere(options)) await untilOthersClosed(options.file);
    return salvage(options);
  });

/** Whoever has a library with a log open has the index of that log beside it. */
const mayBeOpenElsewhere = async ({ file, journal }: SafeOptions): Promise<boolean> =>
  journal === 'delete' ||
  stat(`${file}-shm`).then(
    () => true,
    () => false,
  );

async function salvage(options: SafeOptions): Promise<{ rescue: Rescue; aside: string }> {
  const { file, migrationsFolder, origin, run, ...job } = options;
  const incoming = incomingOf(file);
  const backups = (await listBackups(file)).map((backup) => backup.file);
  const input = { file, to: incoming, migrationsFolder, origin, backups, fillsGaps: true };
  try {
    const rescue = await run('salvage', input, job);
    if (!rescue.wasLibrary && !rescue.backupContents) throw notALibrary(file);
    const aside = damagedPath(file);
    await swapIn(file, { incoming, aside });
    return { rescue, aside };
  } finally {
    await rm(incoming, { force: true });
  }
}

const notALibrary = (file: string) =>
  new UserError(
    `“${path.basename(file)}” is not a library of Better GPT: it is another kind of file, it is encrypted, or all of it is destroyed. It was left as it is. Move it elsewhere, or restore a backup, and try again.`,
  );
