import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

/** The VSIX for this machine that `npm run package` built. */
export function packagedVsix(): string {
  const target = `${process.platform}-${process.arch}`;
  const found = readdirSync(root).find(
    (name) =>
      name.endsWith(`-${target}.vsix`) ||
      name.endsWith(`-${target.replace('linux', 'alpine')}.vsix`),
  );
  if (!found) throw new Error('There is no VSIX of this platform: run `npm run package` first.');
  return join(root, found);
}
