import { createMaintenance } from '../../../src/library/maintenance';
import { openSafely } from '../../../src/library/openSafely';
import { restoreBackup } from '../../../src/library/restore';
import { copyPath } from '../../../src/db/copyNames';
import { createProject } from '../../../src/db/projects';
import type { LibraryOptions } from '../program';
import { input, say } from './input';

export interface KeeperInput {
  library: LibraryOptions;
  maintenanceFile: string;
  work: 'backUp' | 'restore';
  /** For a restore. */
  from?: string;
}

/** Backs up, or restores, again and again until it is killed. */
const { library: options, maintenanceFile, work, from } = input<KeeperInput>();
const run = createMaintenance(maintenanceFile);
const { file, migrationsFolder } = options;
say('start');
let { library } = await openSafely({ ...options, run });
say('open');

for (let n = 0; ; n++) {
  await createProject(library.db, { name: `written ${n}` });
  if (work === 'backUp') {
    say('begin');
    await run('backUp', { file, copy: copyPath(file, 'by-hand') });
  } else {
    say('begin');
    const whileClosed = async (swap: () => Promise<void>) => {
      await library.close();
      await swap();
      ({ library } = await openSafely({ ...options, run }));
    };
    await restoreBackup({ file, from: from ?? '', migrationsFolder, run, whileClosed });
  }
  say('end');
}
