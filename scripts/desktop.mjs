import { existsSync, realpathSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Which VS Code the suite runs in. BETTER_GPT_VSCODE decides: `browser`, `download` (the newest stable
 * desktop one), or the path of an executable. Else it is the desktop VS Code that is installed, where
 * there is a display to show it on.
 * @returns {{ name: string, executable?: string }}
 */
export function desktopVSCode() {
  const asked = process.env['BETTER_GPT_VSCODE'];
  if (asked === 'browser') return { name: 'browser' };
  if (asked === 'download') return { name: 'downloaded desktop' };
  if (asked) return { name: asked, executable: asked };
  const installed = hasDisplay() ? executableOf(codeCommand()) : undefined;
  return installed ? { name: installed, executable: installed } : { name: 'browser' };
}

/** The `code` of the desktop VS Code; the one of a terminal inside VS Code for the browser is another. */
export function codeCommand() {
  if (process.env['VSCODE_IPC_HOOK_CLI']) return undefined;
  const name = process.platform === 'win32' ? 'code.cmd' : 'code';
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, name)).find((path) => existsSync(path));
}

export const hasDisplay = () =>
  process.platform !== 'linux' || Boolean(process.env['DISPLAY'] || process.env['WAYLAND_DISPLAY']);

/**
 * `code` is a script in the folder `bin` of the installation.
 * @param {string | undefined} command
 */
function executableOf(command) {
  if (!command) return undefined;
  const installation = dirname(dirname(realpathSync(command)));
  const names = ['code', 'Code.exe', '../../MacOS/Electron', '../../MacOS/Code'];
  return names.map((name) => join(installation, name)).find((path) => existsSync(path));
}
