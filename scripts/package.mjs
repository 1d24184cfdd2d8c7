import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { createVSIX } from '@vscode/vsce';
import { checkVsix } from './checkVsix.mjs';
import { nativeModule, targets, thisTarget } from './native.mjs';
import { mustRun, root, script, say } from './run.mjs';
import { writePlainReadme } from './readme.mjs';
import { squeeze } from './squeeze.mjs';
import { vsixOf } from './vsix.mjs';

/** What becomes a VSIX: a folder with nothing in it but what is shipped. */
const staging = join(root, 'node_modules/.cache/vsix');

await script(async () => {
  const all = process.argv.includes('--all');
  await mustRun(process.execPath, ['esbuild.mjs', '--production']);
  const { repository } = stage();
  for (const target of all ? targets : [thisTarget()]) {
    say(`Packaging for ${target}`);
    const vsix = vsixOf(target);
    cpSync(await nativeModule(target), join(staging, 'dist/libsql.node'));
    await createVSIX({
      cwd: staging,
      packagePath: vsix,
      target,
      dependencies: false,
      allowMissingRepository: true,
      rewriteRelativeLinks: repository !== undefined,
    });
    await squeeze(vsix);
    const { megabytes, files } = checkVsix(vsix);
    console.log(`${basename(vsix)}: ${files} files, ${megabytes.toFixed(2)} MB`);
  }
});

function stage() {
  rmSync(staging, { recursive: true, force: true });
  mkdirSync(staging, { recursive: true });
  for (const path of ['dist', 'media', 'drizzle', 'LICENSE', 'CHANGELOG.md', '.vscodeignore']) {
    cpSync(join(root, path), join(staging, path), { recursive: true });
  }
  const manifest = writeManifest();
  const copy = manifest.repository ? cpSync : writePlainReadme;
  copy(join(root, 'README.md'), join(staging, 'README.md'));
  return manifest;
}

/**
 * Ours, without what only this project's developers need.
 * @returns {{ repository?: unknown }}
 */
function writeManifest() {
  const {
    scripts,
    devDependencies,
    type,
    allowScripts,
    private: _,
    ...manifest
  } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  writeFileSync(join(staging, 'package.json'), JSON.stringify(manifest, null, 2));
  return manifest;
}
