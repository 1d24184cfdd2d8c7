import path from 'node:path';
import { expect, test } from 'vitest';
import { copyPath } from '../../src/db/copyNames';
import { createProject } from '../../src/db/projects';
import { bundleProgram, MIGRATIONS, temporaryFolder } from '../../src/db/testing';
import { openSafely } from '../../src/library/openSafely';
import { restoreBackup } from '../../src/library/restore';
import { testMaintenance } from '../../src/library/testing';
import type { FollowerInput } from '../windows/programs/follower';
import { optionsFor, startProgram } from './program';

const run = await testMaintenance();
const maintenanceFile = await bundleProgram('src/library/maintenanceWorker.ts');

test.each([true, false])(
  'a restore asks two other windows to let go, and they go on with what was restored (a folder that is watched: %s)',
  async (isWatchable) => {
    const file = path.join(temporaryFolder(), 'library.db');
    const options = await optionsFor(file);
    let { library } = await openSafely({ ...options, run });
    await createProject(library.db, { name: 'Before' });
    const from = copyPath(file, 'by-hand');
    await run('backUp', { file, copy: from });
    await createProject(library.db, { name: 'After' });
    const input: FollowerInput = { library: options, maintenanceFile, isWatchable };
    const others = await Promise.all(
      [1, 2].map(() => startProgram('test/windows/programs/follower.ts', input)),
    );
    await Promise.all(others.map(({ printed }) => printed(1)));
    const whileClosed = async (work: () => Promise<void>) => {
      await library.close();
      await work();
      ({ library } = await openSafely({ ...options, run }));
    };

    await restoreBackup({ file, from, migrationsFolder: MIGRATIONS, run, whileClosed });
    await Promise.all(others.map(({ printed }) => printed(2)));
    for (const { lines } of others) {
      expect(lines[0]?.split(', ').sort()).toEqual(['After', 'Before']);
      expect(lines[1]).toBe('Before');
    }
    for (const { process } of others) process.kill();
    const ends = await Promise.all(others.map(({ ended }) => ended));
    expect(ends.map(({ errors }) => errors)).toEqual(['', '']);
    await library.close();
  },
  30_000,
);
