import { expect, test } from 'vitest';
import { regionOf } from './codeRegion';

const FILE = `import { a } from './a';

class Retry {
  once() {
    return a();
  }

  twice() {
    if (a()) {
      return 1;
    }
    return 2;
  }
}
`;

test('a function goes where it is, moved as far to the right', () => {
  const code = 'twice() {\n  return this.once() ?? this.once();\n}\n';
  expect(regionOf(FILE, code)).toEqual({
    first: 7,
    end: 13,
    text: '  twice() {\n    return this.once() ?? this.once();\n  }\n',
  });
});

test('as it stands in the file it goes there as well', () => {
  const code = '  once() {\n    return 0;\n  }';
  expect(regionOf(FILE, code)).toMatchObject({ first: 3, end: 6, text: `${code}\n` });
});

test('what begins nowhere, or in two places, or does not end, has no place', () => {
  expect(regionOf(FILE, 'thrice() {\n}')).toBeUndefined();
  expect(regionOf(`${FILE}${FILE}`, 'once() {\n}')).toBeUndefined();
  expect(regionOf(FILE, 'once() {\n  return 0;\n};')).toBeUndefined();
  expect(regionOf(FILE, '\n\n')).toBeUndefined();
});

test('a file with the line ends of Windows is one as well', () => {
  const windows = FILE.replaceAll('\n', '\r\n');
  expect(regionOf(windows, 'once() {\n  return 0;\n}')).toMatchObject({ first: 3, end: 6 });
});
