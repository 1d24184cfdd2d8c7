import { readFileSync, writeFileSync } from 'node:fs';
import JSZip from 'jszip';

/**
 * Packs a VSIX again, as small as its format can: vsce takes zlib's usual level.
 * @param {string} file
 */
export async function squeeze(file) {
  const packed = await JSZip.loadAsync(readFileSync(file));
  const zip = new JSZip();
  // Unpacked on the way: what is packed already would be taken over as it is.
  for (const { name, dir, date, unixPermissions } of Object.values(packed.files)) {
    if (dir) continue;
    const content = await packed.file(name)?.async('nodebuffer');
    if (content) zip.file(name, content, { date, unixPermissions, createFolders: false });
  }
  const compressionOptions = { level: 9 };
  writeFileSync(
    file,
    await zip.generateAsync({
      type: 'nodebuffer',
      compression: 'DEFLATE',
      compressionOptions,
      platform: 'UNIX',
    }),
  );
}
