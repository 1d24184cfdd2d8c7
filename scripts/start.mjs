import { join } from 'node:path';
import { codeCommand, hasDisplay } from './desktop.mjs';
import { underPinnedNode } from './install/pinned.mjs';
import { thisTarget } from './native.mjs';
import { mustRun, root, say, script } from './run.mjs';
import { startBrowserVSCode } from './start/browser.mjs';
import { startDesktopVSCode } from './start/desktop.mjs';
import { vsixOf } from './vsix.mjs';

const sample = join(root, 'sample');

await script(() =>
  underPinnedNode(async () => {
    say('Building and packaging the extension');
    await mustRun(process.execPath, ['scripts/package.mjs']);
    const vsix = vsixOf(thisTarget());
    const code = hasDisplay() ? codeCommand() : undefined;
    if (code) await startDesktopVSCode(code, vsix, sample);
    else await startBrowserVSCode(vsix, sample);
  }),
);
