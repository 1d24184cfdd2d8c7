import { existsSync } from 'node:fs';
import { thisTarget } from '../../scripts/native.mjs';
import { vsixOf } from '../../scripts/vsix.mjs';

/** The VSIX for this machine that `npm run package` built. */
export function packagedVsix(): string {
  const vsix = vsixOf(thisTarget());
  if (!existsSync(vsix)) throw new Error(`${vsix} is not there: run \`npm run package\` first.`);
  return vsix;
}
