import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mustRun, say, Stop } from '../run.mjs';

/**
 * Installs the Debian packages that are missing; elsewhere it trusts that there is an equivalent.
 * @param {string[]} packages
 * @param {string} purpose completes "… needed to"
 */
export async function ensureDebianPackages(packages, purpose) {
  if (!existsSync('/usr/bin/dpkg-query')) return;
  const missing = packages.filter((name) => !isInstalled(name));
  if (missing.length === 0) return;
  const install = `apt-get install -y --no-install-recommends ${missing.join(' ')}`;
  if (process.getuid?.() !== 0) {
    throw new Stop(
      `Debian packages are needed to ${purpose}. Install them and try again:\n` +
        `  sudo apt-get update && sudo ${install}`,
    );
  }
  say(`Installing Debian packages to ${purpose}: ${missing.join(' ')}`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await mustRun('apt-get', ['update', '-q'], { env });
  const [command = 'apt-get', ...args] = install.split(' ');
  await mustRun(command, args, { env });
}

/** @param {string} name */
function isInstalled(name) {
  const query = spawnSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8' });
  return query.stdout.includes('install ok installed');
}
