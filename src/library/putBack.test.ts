import { copyFileSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { createProject, listProjects } from '../db/projects';
import { openTestLibrary, temporaryFolder } from '../db/testing';
import { listBackups } from './backups';
import { ChangeFollower } from './changes';
import { putBack } from './putBack';

/** A library that is open in a window, which notices when its file is no longer there. */
async function openFollowed() {
  const folder = path.join(temporaryFolder(), 'own');
  mkdirSync(folder);
  const library = await openTestLibrary(path.join(folder, 'library.db'));
  const { db, file, writer } = library;
  await createProject(db, { name: 'Before' });
  const moved = Promise.withResolvers<void>();
  const follower = new ChangeFollower({
    ...{ db, file, writer, streaming: [], isWatchable: true, isNeeded: () => true },
    onChanges: () => Promise.resolve(),
    onAskedToLetGo: () => expect.unreachable(),
    onMoved: moved.resolve,
    log: () => {},
  });
  await follower.start();
  onTestFinished(() => follower.stop());
  const seeTo = () =>
    putBack({
      ...{ file, db },
      whileClosed: async (work, last) => {
        await createProject(db, { name: 'Last words' });
        await last(db);
        await library.close();
        await work();
      },
    });
  return { library, moved: moved.promise, seeTo };
}

async function namesIn(file: string) {
  const { db, close } = await openTestLibrary(file);
  const names = (await listProjects(db)).map(({ name }) => name).sort();
  await close();
  return names;
}

const DELETED: [string, (file: string) => void][] = [
  ['its file', (file) => rmSync(file)],
  ['its files', (file) => ['', '-wal', '-shm'].forEach((suffix) => rmSync(file + suffix))],
  ['its folder', (file) => rmSync(path.dirname(file), { recursive: true })],
];

test.each(DELETED)(
  'when %s is deleted while it is open, the library is put back',
  async (_, remove) => {
    const { library, moved, seeTo } = await openFollowed();
    remove(library.file);
    await moved;
    expect(await seeTo()).toBeNull();
    expect(await namesIn(library.file)).toEqual(['Before', 'Last words']);
    expect(
      readdirSync(path.dirname(library.file)).filter((name) => name.includes('incoming')),
    ).toEqual([]);
  },
  15_000,
);

test('when another library is put in its place, that one stays, and what was open is a backup', async () => {
  const { library, moved, seeTo } = await openFollowed();
  const other = await openTestLibrary();
  await createProject(other.db, { name: 'Other' });
  await other.close();
  copyFileSync(other.file, `${library.file}.new`);
  renameSync(`${library.file}.new`, library.file);
  await moved;
  const copy = await seeTo();
  expect((await listBackups(library.file)).map(({ file }) => file)).toEqual([copy]);
  expect(await namesIn(copy ?? '')).toEqual(['Before', 'Last words']);
});
