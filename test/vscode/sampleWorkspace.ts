import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root } from '../../scripts/run.mjs';

/** A copy of the sample workspace, so that a test may change it. */
export function sampleWorkspace(): string {
  const folder = join(mkdtempSync(join(tmpdir(), 'bg-sample-')), 'payments');
  cpSync(join(root, 'sample'), folder, { recursive: true });
  return folder;
}
