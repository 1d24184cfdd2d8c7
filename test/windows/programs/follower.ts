import { createProject, listProjects } from '../../../src/db/projects';
import { ChangeFollower } from '../../../src/library/changes';
import { sayClosing, untilBack } from '../../../src/library/letGo';
import { createMaintenance } from '../../../src/library/maintenance';
import { openSafely } from '../../../src/library/openSafely';
import type { LibraryOptions } from '../../store/program';
import { input, say } from '../../store/programs/input';

export interface FollowerInput {
  library: LibraryOptions;
  maintenanceFile: string;
  isWatchable: boolean;
  /** A project that it still makes while it closes the library. */
  lastWords?: string;
}

const { library: options, maintenanceFile, isWatchable, lastWords } = input<FollowerInput>();
const run = createMaintenance(maintenanceFile);
const log = (error: unknown) => console.error(error);

/** A window that nobody looks at: it says which projects it has, each time that it opens the library. */
async function open(): Promise<void> {
  const { library } = await openSafely({ ...options, run });
  const { db, file, writer, close } = library;
  const letGo = async () => {
    const closed = await sayClosing(file);
    await follower.stop();
    if (lastWords) await createProject(db, { name: lastWords });
    await close();
    await closed();
    await untilBack(file);
    await open();
  };
  const follower = new ChangeFollower({
    ...{ db, file, writer, streaming: [], isWatchable, isNeeded: () => false, log },
    onChanges: () => Promise.resolve(),
    onMoved: () => log('moved'),
    onAskedToLetGo: () => void letGo().catch(log),
  });
  await follower.start();
  const projects = await listProjects(db);
  say(projects.map(({ name }) => name).join(', '));
}

await open();
// Until it is ended by whoever started it.
setInterval(() => {}, 1_000);
