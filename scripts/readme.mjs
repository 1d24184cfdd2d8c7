import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { Stop } from './run.mjs';

/**
 * Writes a README that is whole by itself: VS Code's page of an extension shows no picture of a relative
 * path, and there is nothing behind a link to another file of the repository.
 * @param {string} from
 * @param {string} to
 */
export function writeReadme(from, to) {
  const text = readFileSync(from, 'utf8')
    .replace(
      /!\[([^\]]*)\]\((?!\w+:)([^)]+)\)/g,
      (_, alt, path) => `![${alt}](${data(from, path)})`,
    )
    .replace(
      /<img([^>]*?)src="(?!\w+:)([^"]+)"/g,
      (_, other, path) => `<img${other}src="${data(from, path)}"`,
    )
    .replace(/(?<!!)\[([^\]]+)\]\((?!\w+:|#)[^)]+\)/g, '$1');
  writeFileSync(to, text);
}

/**
 * @param {string} from
 * @param {string} path
 */
function data(from, path) {
  const file = join(dirname(from), path);
  if (!existsSync(file)) throw new Stop(`README.md shows ${path}, which is not there.`);
  const content = readFileSync(file).toString('base64');
  return `data:image/${extname(path).slice(1)};base64,${content}`;
}
