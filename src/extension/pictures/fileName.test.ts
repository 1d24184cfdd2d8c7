import { expect, test } from 'vitest';
import { fileNameOf } from './fileName';

test.each([
  ['', 'image/png', 'Picture.png'],
  ['screen.png', 'image/jpeg', 'screen.jpg'],
  ['../../etc/passwd', 'image/png', 'etc passwd.png'],
  ['<img src=x onerror=alert(1)>.png', 'image/webp', 'img src=x onerror=alert(1).webp'],
  ['a\u0000\nb?.gif', 'image/gif', 'a b.gif'],
  ['...', 'image/png', 'Picture.png'],
  ['😀'.repeat(100), 'image/png', `${'😀'.repeat(80)}.png`],
])('a picture called %j is saved as one that every file system takes', (name, mediaType, file) => {
  expect(fileNameOf({ name, mediaType })).toBe(file);
});
