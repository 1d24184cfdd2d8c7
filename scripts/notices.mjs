import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Writes the licences of everything that went into the bundles.
 * @param {string[]} inputs the files that were bundled
 */
export function writeNotices(inputs) {
  const folders = new Set(
    // What cannot be seen in a bundle, but is shipped.
    [
      'node_modules/@vscode/codicons',
      'node_modules/libsql',
      'node_modules/@pydantic/genai-prices',
    ].concat(
      inputs.flatMap((input) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(input)?.[0] ?? []),
    ),
  );
  const notices = [...folders].sort().map(notice);
  writeFileSync('dist/THIRD-PARTY-NOTICES.txt', notices.join('\n\n' + '-'.repeat(80) + '\n\n'));
}

/** @param {string} folder */
function notice(folder) {
  /** @type {{ name: string, version: string, license?: string }} */
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '';
  return `${name} ${version} (${license ?? 'see below'})\n\n${text}`;
}
