import { expect, test } from 'vitest';
import { pngOf } from '../../test/servers/pictures';
import { readImageHeader } from './imageHeader';

const hex = (...parts: string[]) => Buffer.from(parts.join(''), 'hex');
const text = (words: string) => Buffer.from(words).toString('hex');
const riff = (kind: string, rest: string) =>
  hex(text('RIFF'), '00000000', text('WEBP'), text(kind), '00000000', rest);

test.each([
  ['png', pngOf(640, 3), 'image/png', 640, 3],
  ['gif', hex(text('GIF89a'), '8002e001'), 'image/gif', 640, 480],
  [
    'jpeg, behind its comments and padding',
    hex('ffd8ffe000040000fffe0003aaffffc2000b08', '01e0', '0280'),
    'image/jpeg',
    640,
    480,
  ],
  ['webp with loss', riff('VP8 ', '0000009d012a8002e001'), 'image/webp', 640, 480],
  ['webp without loss', riff('VP8L', '2f7fc27700'), 'image/webp', 640, 480],
  ['webp with more', riff('VP8X', '000000007f0200df0100'), 'image/webp', 640, 480],
])('the size of a %s is read', (_, bytes, mediaType, width, height) => {
  expect(readImageHeader(bytes)).toEqual({ mediaType, width, height });
});

test.each([
  ['nothing', Buffer.of()],
  ['text that is called a picture', Buffer.from('This is a PNG, trust me: '.repeat(9))],
  ['an SVG', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>')],
  ['a PNG that ends too early', pngOf(4, 4).subarray(0, 20)],
  ['a PNG without pixels', pngOf(0, 4)],
  ['a JPEG that goes on for ever', hex('ffd8', 'ffe00002'.repeat(2_000))],
])('%s is no picture', (_, bytes) => {
  expect(readImageHeader(bytes)).toBeUndefined();
});

test('bytes in the middle of others are read from where they begin', () => {
  const bytes = Buffer.concat([Buffer.alloc(7), pngOf(5, 6)]).subarray(7);
  expect(readImageHeader(bytes)).toMatchObject({ width: 5, height: 6 });
});
