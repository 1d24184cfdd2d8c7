import { readFileSync, writeFileSync } from 'node:fs';

/**
 * Writes a README for a VSIX that has no repository behind it: VS Code's page of an extension shows pictures
 * from https addresses only, and has nothing behind a link to another file. With a `repository` in
 * package.json, vsce turns both into addresses there.
 * @param {string} from
 * @param {string} to
 */
export function writePlainReadme(from, to) {
  const text = readFileSync(from, 'utf8')
    .replace(/!\[[^\]]*\]\((?!\w+:)[^)]+\)\n*/g, '')
    .replace(/<img[^>]*src="(?!\w+:)[^"]+"[^>]*>\n*/g, '')
    .replace(/\[([^\]]+)\]\((?!\w+:|#)[^)]+\)/g, '$1');
  writeFileSync(to, text);
}
