import { realpathSync } from 'node:fs';
import { dirname, delimiter } from 'node:path';
import { root, run } from '../run.mjs';
import { ensureDependencies, pinnedNode } from './dependencies.mjs';

/**
 * Runs `main` under the Node that the project is pinned to, whichever Node started the script,
 * and with the tools of node_modules on the PATH.
 * @param {() => Promise<void>} main
 */
export async function underPinnedNode(main) {
  await ensureDependencies();
  if (process.execPath === realpathSync(pinnedNode)) return await main();
  const script = process.argv[1] ?? '';
  process.exitCode = await run(pinnedNode, [script, ...process.argv.slice(2)], {
    cwd: process.cwd(),
    env: {
      ...process.env,
      PATH: [`${root}/node_modules/.bin`, dirname(pinnedNode), process.env['PATH']].join(delimiter),
    },
  });
}
