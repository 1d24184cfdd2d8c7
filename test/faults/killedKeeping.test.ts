import { cpSync, existsSync, mkdirSync, readdirSync, renameSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import path from 'node:path';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { addMessage } from '../../src/db/messages';
import { createProjectWithChat, listProjects } from '../../src/db/projects';
import { bundleProgram, MIGRATIONS, openTestLibrary, temporaryFolder } from '../../src/db/testing';
import { copyPath } from '../../src/db/copyNames';
import { listBackups } from '../../src/library/backups';
import { openSafely } from '../../src/library/openSafely';
import { testMaintenance } from '../../src/library/testing';
import { optionsFor, start } from '../store/program';
import type { KeeperInput } from '../store/programs/keeper';
import { isLong, randomFor, tally, withSeed } from './faults';
import { killAfter } from './killing';

const run = await testMaintenance();
const maintenanceFile = await bundleProgram('src/library/maintenanceWorker.ts');

async function filledLibrary() {
  const file = path.join(temporaryFolder(), 'library.db');
  const library = await openTestLibrary(file);
  const { chat } = await createProjectWithChat(library.db, { name: 'Kept' });
  const text = 'why does the webhook retry twice? '.repeat(40);
  for (let n = 0; n < 50; n++)
    await addMessage(library.db, { chatId: chat.id, role: 'user', text });
  await library.close();
  return { file, options: await optionsFor(file) };
}

const kill = async (input: KeeperInput, after: number) =>
  killAfter(await start('keeper', input), 3, after);

const KILLS = isLong ? 60 : 20;
const moments = (work: string, longest: number) => {
  const random = randomFor(work);
  return Array.from({ length: KILLS }, () => random() * longest);
};

test(`after ${KILLS} kills in the middle of backups, every file that is called a backup is a whole one`, async () => {
  const { file, options } = await filledLibrary();
  for (const moment of moments('backing up', 400)) {
    await withSeed(`killed ${moment} ms into a backup`, () =>
      kill({ library: options, maintenanceFile, work: 'backUp' }, moment),
    );
  }
  const backups = await listBackups(file);
  const contents = await run('describe', { files: backups.map((backup) => backup.file) });
  for (const backup of backups) expect(await run('check', { file: backup.file })).toBeNull();
  expect(contents.every((one) => one?.messages === 50)).toBe(true);
  const { library, rescued } = await openSafely({ ...options, run });
  expect(rescued).toBeNull();
  expect(await listProjects(library.db)).not.toEqual([]);
  await library.close();
  tally({
    fault: 'kill −9 while backing up',
    tried: KILLS,
    checked: `${backups.length} backups, all whole`,
  });
});

test(`after ${KILLS} kills in the middle of restores, one of the two libraries is in place and the other is kept`, async () => {
  const { file, options } = await filledLibrary();
  const from = copyPath(file, 'by-hand');
  await run('backUp', { file, copy: from });
  let acknowledged = 0;
  for (const moment of moments('restoring', 1_200)) {
    const lines = await kill({ library: options, maintenanceFile, work: 'restore', from }, moment);
    acknowledged += lines.filter((line) => line === 'end').length;
    const { library, rescued } = await openSafely({ ...options, run });
    expect(rescued).toBeNull();
    const [kept] = await library.db.all<{ n: number }>(sql`select count(*) n from messages`);
    expect(kept).toMatchObject({ n: 50 });
    expect(await library.db.all(sql`pragma integrity_check`)).toMatchObject([
      { integrity_check: 'ok' },
    ]);
    await library.close();
    expect(existsSync(`${file}.swap`)).toBe(false);
  }
  const before = (await listBackups(file)).filter(({ reason }) => reason === 'before-restore');
  expect(before.length).toBeGreaterThanOrEqual(acknowledged);
  const held = await run('describe', { files: before.map((one) => one.file) });
  expect(held.every((one) => one?.messages === 50)).toBe(true);
  tally({
    fault: 'kill −9 while restoring',
    tried: KILLS,
    checked: `${acknowledged} restores that ended, ${before.length} libraries kept`,
  });
});

/** The released migrations and one that takes a while. */
function laterMigrations(): string {
  const folder = temporaryFolder();
  cpSync(MIGRATIONS, folder, { recursive: true });
  const later = path.join(folder, '99991231235959_later');
  mkdirSync(later);
  const statements = Array.from(
    { length: 30 },
    (_, i) => `CREATE TABLE later_${i} AS SELECT * FROM messages`,
  );
  writeFileSync(path.join(later, 'migration.sql'), statements.join('\n--> statement-breakpoint\n'));
  return folder;
}

test(`after ${KILLS} kills in the middle of an update, the library is as before or updated, and its copy is whole`, async () => {
  const migrationsFolder = laterMigrations();
  let updated = 0;
  let copies = 0;
  /** From its start until it is open, updated. */
  const updating = async () => {
    const { options } = await filledLibrary();
    const library = { ...options, migrationsFolder };
    const keeper = await start('keeper', { library, maintenanceFile, work: 'backUp' });
    await keeper.printed(1);
    const began = performance.now();
    await killAfter(keeper, 2, 0);
    return performance.now() - began;
  };
  const whole = await updating();
  // The program has to start before it can do anything.
  for (const moment of moments('migrating', whole).map((some) => whole / 3 + some)) {
    const { file, options } = await filledLibrary();
    const library = { ...options, migrationsFolder };
    const keeper = await start('keeper', { library, maintenanceFile, work: 'backUp' });
    await killAfter(keeper, 1, moment);
    for (const { file: copy, reason } of await listBackups(file)) {
      if (reason !== 'before-update') continue;
      copies += 1;
      expect(await run('check', { file: copy })).toBeNull();
    }
    const opened = await openSafely({ ...library, run });
    if (opened.library.backup === null) updated += 1;
    expect(opened.rescued).toBeNull();
    const [kept] = await opened.library.db.all(sql`select count(*) n from messages`);
    expect(kept).toMatchObject({ n: 50 });
    expect(await opened.library.db.all(sql`select 1 from later_29 limit 1`)).toHaveLength(1);
    await opened.library.close();
  }
  tally({
    fault: 'kill −9 while migrating',
    tried: KILLS,
    checked: `${KILLS} libraries and ${copies} copies from before, all whole`,
    remarks: `${updated} had been migrated`,
  });
});

test('whatever step of a swap was the last, opening ends it', async () => {
  for (let steps = 0; steps <= 3; steps++) {
    const { file, options } = await filledLibrary();
    const incoming = `${file}.incoming`;
    const aside = copyPath(file, 'before-restore');
    mkdirSync(path.dirname(aside));
    await run('prepareRestore', {
      from: file,
      to: incoming,
      migrationsFolder: options.migrationsFolder,
    });
    const journal = { incoming, aside, host: hostname(), pid: 2 ** 30 };
    if (steps >= 1) writeFileSync(`${file}.swap`, JSON.stringify(journal));
    if (steps >= 2) renameSync(file, aside);
    if (steps >= 3) renameSync(incoming, file);
    const { library } = await openSafely({ ...options, run });
    expect((await listProjects(library.db)).map(({ name }) => name)).toEqual(['Kept']);
    await library.close();
    expect(existsSync(`${file}.swap`)).toBe(false);
    expect(existsSync(aside)).toBe(steps >= 1);
    expect(readdirSync(path.dirname(file))).toContain('library.db');
  }
}, 30_000);
