const ENDINGS: Record<string, string> = {
  'image/png': 'png',
  'image/jpeg': 'jpg',
  'image/gif': 'gif',
  'image/webp': 'webp',
};

/** A name that every file system takes, with the ending that the content is. */
export function fileNameOf({ name, mediaType }: { name: string; mediaType: string }): string {
  const stem = name
    .replace(/\.\w{1,5}$/, '')
    .replaceAll(/[\p{Cc}\\/:*?"<>|%#]+/gu, ' ')
    .replaceAll(/^[.\s]+|[.\s]+$/g, '');
  // By characters: half of one is none.
  const short = [...stem].slice(0, 80).join('').trim();
  return `${short || 'Picture'}.${ENDINGS[mediaType] ?? 'bin'}`;
}
