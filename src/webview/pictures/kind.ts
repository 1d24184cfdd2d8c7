const SIGNATURES: [kind: Kind, pattern: RegExp][] = [
  ['png', /^\x89PNG\r\n/],
  ['jpeg', /^\xff\xd8\xff/],
  ['gif', /^GIF8[79]a/],
  ['webp', /^RIFF[^]{4}WEBP/],
  ['bmp', /^BM/],
  ['avif', /^[^]{4}ftypavi[fs]/],
];
export type Kind = 'png' | 'jpeg' | 'gif' | 'webp' | 'bmp' | 'avif';

/** What a picture is by its first bytes, whatever it is called. Nothing else is ever decoded. */
export function kindOf(head: Uint8Array): Kind | undefined {
  const text = String.fromCharCode(...head.subarray(0, 16));
  return SIGNATURES.find(([, pattern]) => pattern.test(text))?.[0];
}

export const isSvg = (name: string, head: Uint8Array): boolean =>
  /\.svgz?$/i.test(name) || /^\s*(<\?xml[^]*)?<svg\b/i.test(new TextDecoder().decode(head));
