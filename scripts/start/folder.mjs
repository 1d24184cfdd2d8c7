import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * Where the VS Code that `npm start` opens keeps its settings, extensions and libraries: apart from the
 * user's own VS Code, and not in a cache, because what is typed there may matter.
 * @param {'desktop' | 'browser'} kind
 */
export function startFolder(kind) {
  const data = process.env['XDG_DATA_HOME'] || join(homedir(), '.local/share');
  const folder = join(data, 'better-gpt/start', kind);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  seedSettings(join(folder, 'user/User'));
  return folder;
}

/**
 * The sample's README is what a newcomer should see first. Afterwards the settings are the user's.
 * @param {string} folder
 */
function seedSettings(folder) {
  const file = join(folder, 'settings.json');
  if (existsSync(file)) return;
  mkdirSync(folder, { recursive: true });
  const settings = {
    'workbench.startupEditor': 'readme',
    'workbench.secondarySideBar.defaultVisibility': 'hidden',
    'git.openRepositoryInParentFolders': 'never',
    'telemetry.telemetryLevel': 'off',
  };
  writeFileSync(file, JSON.stringify(settings, null, 2));
}
