import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './run.mjs';

/**
 * The file that `npm run package` makes for a platform.
 * @param {import('./native.mjs').Target} target
 */
export function vsixOf(target) {
  /** @type {{ name: string, version: string }} */
  const { name, version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return join(root, `${name}-${target}-${version}.vsix`);
}
