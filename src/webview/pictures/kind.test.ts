import { expect, test } from 'vitest';
import { isSvg, kindOf } from './kind';

const bytes = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0));

test.each([
  ['\x89PNG\r\n\x1a\n....', 'png'],
  ['\xff\xd8\xff\xe0....', 'jpeg'],
  ['GIF89a....', 'gif'],
  ['RIFF\x01\x02\x03\x04WEBPVP8 ', 'webp'],
  ['BM......', 'bmp'],
  ['\0\0\0\x1cftypavif', 'avif'],
  ['This is a PNG, trust me', undefined],
  ['<svg xmlns="http://www.w3.org/2000/svg">', undefined],
  ['', undefined],
])('%j is %s, whatever it is called', (head, kind) => {
  expect(kindOf(bytes(head))).toBe(kind);
});

test.each([
  ['a.svg', '', true],
  ['a.png', '<?xml version="1.0"?>\n<svg onload="alert(1)">', true],
  ['a.png', ' <SVG>', true],
  ['svg.png', '\x89PNG', false],
])('%s with %j is an SVG: %s', (name, head, is) => {
  expect(isSvg(name, bytes(head))).toBe(is);
});
