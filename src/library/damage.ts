import path from 'node:path';

/** Where a damaged library is kept, in its own folder: named so that a person knows what it is. */
export function damagedPath(file: string, at = new Date()): string {
  const { dir, name, ext } = path.parse(file);
  const stamp = at.toISOString().slice(0, 19).replace('T', ' ').replaceAll(':', '.');
  return path.join(dir, `${name} damaged ${stamp}${ext || '.db'}`);
}
