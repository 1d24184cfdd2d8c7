import { expect, test } from 'vitest';
import { readTheme } from './readTheme';
import { coloursOf } from './tokenColours';

const files: Record<string, string> = {
  '/a/base.json': `{
    // as VS Code's own are written
    "tokenColors": [
      { "settings": { "foreground": "#D4D4D4" } },
      { "scope": "comment", "settings": { "foreground": "#6A9955" } },
      { "scope": ["string", "constant.numeric"], "settings": { "foreground": "#CE9178" } },
    ],
  }`,
  '/a/theme.json': `{
    "include": "./base.json",
    "tokenColors": [
      { "scope": "keyword, storage.type", "settings": { "foreground": "#C586C0" } },
      { "scope": "keyword.control", "settings": { "fontStyle": "italic" } },
      { "scope": "constant.numeric", "settings": { "foreground": "#B5CEA8" } },
      { "scope": "source.css variable", "settings": { "foreground": "#111111" } },
      { "scope": "variable", "settings": { "foreground": "red;} body{display:none" } },
      "nonsense"
    ]
  }`,
  '/a/circle.json': `{ "include": "./circle.json", "tokenColors": [] }`,
  '/a/broken.json': `{ "tokenColors": [ { "scope": "comment", `,
  '/a/none.json': '',
};
const read = (file: string) => Promise.resolve(files[file] ?? '');
const within = (file: string, path: string) => new URL(path, `file://${file}`).pathname;
const colours = async (file: string) => coloursOf(await readTheme(file, read, within));

test('a theme has the colours of the theme it includes, under its own', async () => {
  expect(await colours('/a/theme.json')).toMatchObject({
    comment: '#6A9955',
    string: '#CE9178',
    number: '#B5CEA8',
    keyword: '#C586C0',
  });
});

test('a colour that is none is not taken, and neither is one for something within something', async () => {
  expect(await colours('/a/theme.json')).not.toHaveProperty('variable');
});

test.for(['circle', 'broken', 'none'])('a %s theme file gives no colours', async (name) => {
  expect(await colours(`/a/${name}.json`)).toEqual({});
});

test('of two rules the one that says more counts, and of two alike the later', () => {
  const rule = (scope: string, foreground: string) => ({ scope, settings: { foreground } });
  expect(
    coloursOf([
      rule('entity.name.function', '#111111'),
      rule('entity.name', '#222222'),
      rule('comment', '#333333'),
      rule('comment', '#444444'),
    ]),
  ).toMatchObject({ function: '#111111', type: '#222222', comment: '#444444' });
});
