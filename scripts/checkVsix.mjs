import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { Stop } from './run.mjs';

const MAX_MEGABYTES = 6;

/** Without one of these it does not work. */
const needed = [
  'extension/package.json',
  'extension/readme.md',
  'extension/changelog.md',
  'extension/LICENSE.txt',
  'extension/dist/extension.js',
  'extension/dist/app.js',
  'extension/dist/dbWorker.js',
  'extension/dist/maintenance.js',
  'extension/dist/libsql.node',
  'extension/dist/models.js',
  'extension/dist/prices.js',
  'extension/dist/ownFetch.js',
  'extension/dist/tokenizer.js',
  'extension/dist/o200k.br',
  'extension/dist/webview.js',
  'extension/dist/webview.css',
  'extension/dist/codicon.css',
  'extension/dist/codicon.ttf',
  'extension/dist/package.json',
  'extension/dist/THIRD-PARTY-NOTICES.txt',
  'extension/media/icon.png',
  'extension/media/icon.svg',
];
const allowed = [
  /^extension\.vsixmanifest$/,
  /^\[Content_Types\]\.xml$/,
  /^extension\/drizzle\/\d+_\w+\/migration\.sql$/,
  /^extension\/media\/[\w-]+\.(svg|png|md)$/,
];

/**
 * @param {string} vsix
 * @throws {Stop} when it is not what should be shipped
 */
export function checkVsix(vsix) {
  const content = readFileSync(vsix);
  const names = namesIn(content);
  const megabytes = content.length / 1e6;
  const faults = [
    ...needed.filter((name) => !names.includes(name)).map((name) => `${name} is missing`),
    ...(names.some((name) => name.endsWith('migration.sql')) ? [] : ['no migration is in it']),
    ...names.filter((name) => !isAllowed(name)).map((name) => `${name} does not belong in it`),
    ...(megabytes < MAX_MEGABYTES ? [] : [`${megabytes.toFixed(2)} MB are too many`]),
  ];
  if (faults.length > 0) throw new Stop(`${basename(vsix)}:\n- ${faults.join('\n- ')}`);
  return { megabytes, files: names.length };
}

/** @param {string} name */
const isAllowed = (name) => needed.includes(name) || allowed.some((pattern) => pattern.test(name));

/**
 * The names of a zip file's entries, from its central directory.
 * @param {Buffer} zip
 */
function namesIn(zip) {
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  const count = zip.readUInt16LE(end + 10);
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: count }, () => {
    const nameLength = zip.readUInt16LE(at + 28);
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
    return name;
  });
}
