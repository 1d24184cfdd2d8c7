import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { copyPath } from '../../src/db/copyNames';
import { createProject, listProjects } from '../../src/db/projects';
import { bundleProgram, MIGRATIONS, temporaryFolder } from '../../src/db/testing';
import { openSafely, setAsideAndSalvage } from '../../src/library/openSafely';
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

const REPAIRS: [string, (bytes: Buffer) => void, 'at open' | 'by hand'][] = [
  ['its beginning is destroyed', (bytes) => bytes.fill(0, 0, 16), 'at open'],
  [
    'a page is',
    (bytes) => bytes.subarray(bytes.indexOf('Broken Broken')).fill(0xff, 8_192, 20_000),
    'by hand',
  ],
];

test.each(REPAIRS)(
  'when %s, a window that has it open still writes what it is about to, and goes on with what was repaired',
  async (_, damage, how) => {
    const file = path.join(temporaryFolder(), 'library.db');
    const options = { ...(await optionsFor(file)), run };
    const first = await openSafely(options);
    await createProject(first.library.db, { name: 'Before' });
    await createProject(first.library.db, { name: 'Long', instructions: 'Broken '.repeat(5_000) });
    await first.library.close();
    const library = await optionsFor(file);
    const input: FollowerInput = { library, maintenanceFile, isWatchable: true };
    const other = await startProgram('test/windows/programs/follower.ts', {
      ...input,
      lastWords: 'Last words',
    });
    await other.printed(1);
    const bytes = readFileSync(file);
    damage(bytes);
    writeFileSync(file, bytes);

    if (how === 'by hand') await setAsideAndSalvage(options);
    const opened = await openSafely(options);
    const names = (await listProjects(opened.library.db)).map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['Before', 'Last words']));
    await other.printed(2);
    expect(other.lines[1]).toContain('Last words');
    other.process.kill();
    expect((await other.ended).errors).toBe('');
    await opened.library.close();
  },
  30_000,
);
