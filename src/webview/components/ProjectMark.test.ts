import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { HUES } from './ProjectMark';

const styles = (name: string) => readFileSync(`src/webview/styles/${name}.css`, 'utf8');
const rule = (css: string, selector: string) =>
  css.split('}').find((one) => one.includes(`${selector} {`)) ?? '';
const colourOf = (css: string, selector: string, property: string) =>
  new RegExp(`[\\s;{]${property}: (#[0-9a-f]{6});`).exec(rule(css, selector))?.[1];

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

test('a project’s letter can be read on every hue, whatever the theme', () => {
  const css = styles('controls');
  const letter = colourOf(css, '.mark', 'color') ?? '';
  for (let hue = 0; hue < HUES; hue++) {
    const background = colourOf(css, `.hue-${hue}`, 'background');
    expect(background, `hue ${hue} is a colour of its own`).toBeDefined();
    expect(contrast(letter, background ?? ''), `hue ${hue}`).toBeGreaterThanOrEqual(4.5);
  }
  expect(css).not.toContain(`.hue-${HUES}`);
});

test('in high contrast the mark has the theme’s own text and background, over every hue', () => {
  const css = styles('contrast');
  const mark = rule(css, ':is(.vscode-high-contrast, .vscode-high-contrast-light) .mark');
  expect(mark).toContain('background: var(--vscode-editor-background)');
  expect(mark).toContain('color: var(--vscode-foreground)');
  expect(mark).toContain('border: 1px solid var(--vscode-contrastBorder)');
});
