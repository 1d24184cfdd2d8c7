import { mkdtempSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createVSIX } from '@vscode/vsce';

/** A VSIX as it is; a folder packed into one. */
export async function asVsix(extension: string): Promise<string> {
  if (!statSync(extension).isDirectory()) return extension;
  const packagePath = join(mkdtempSync(join(tmpdir(), 'bg-vsix-')), 'extension.vsix');
  await createVSIX({
    cwd: extension,
    packagePath,
    dependencies: false,
    allowMissingRepository: true,
    skipLicense: true,
  });
  return packagePath;
}
