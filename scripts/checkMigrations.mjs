import { execFileSync } from 'node:child_process';
import { readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { mustRun, root, script, Stop } from './run.mjs';

const folder = join(root, 'drizzle');

// The migrations belong together, and the schema has nothing that is not in them.
await script(async () => {
  await mustRun('drizzle-kit', ['check']);
  const before = readdirSync(folder);
  try {
    execFileSync('drizzle-kit', ['generate', '--name', 'check'], { cwd: root, stdio: 'pipe' });
    const added = readdirSync(folder).filter((name) => !before.includes(name));
    if (added.length > 0) {
      throw new Stop(
        'The schema has changed without a migration: run `npm run db:generate` and commit both.',
      );
    }
  } finally {
    for (const name of readdirSync(folder)) {
      if (!before.includes(name)) rmSync(join(folder, name), { recursive: true });
    }
  }
});
