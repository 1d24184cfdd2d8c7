import { mustRun, say } from '../run.mjs';
import { startFolder } from './folder.mjs';
import { join } from 'node:path';

/**
 * Opens the desktop VS Code on a profile of its own, so that trying the extension changes nothing of the user's.
 * @param {string} code
 * @param {string} vsix
 * @param {string} folder
 */
export async function startDesktopVSCode(code, vsix, folder) {
  const home = startFolder('desktop');
  const profile = [
    // The sample is ours.
    '--disable-workspace-trust',
    ...['--user-data-dir', join(home, 'user')],
    ...['--extensions-dir', join(home, 'extensions')],
    // Only for root does VS Code demand this.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
  ];
  const options = { shell: process.platform === 'win32' };
  await mustRun(code, [...profile, '--install-extension', vsix, '--force'], options);
  await mustRun(code, [...profile, '--new-window', folder], options);
  say('VS Code is open: click the Better GPT icon in the activity bar.');
  console.log(`To have the extension in your own VS Code: code --install-extension ${vsix}`);
}
