// @vitest-environment happy-dom
import { expect, test } from 'vitest';
import { paintCode } from './themeColours';

const keyword = () => document.body.style.getPropertyValue('--token-keyword');

test('code has the colours of the theme, and the default ones again when the next has none', () => {
  paintCode({ keyword: '#c586c0' });
  expect(keyword()).toBe('#c586c0');
  paintCode({ comment: '#6a9955' });
  expect(keyword()).toBe('');
});
