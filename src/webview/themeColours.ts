import type { ThemeColours } from '../protocol/api';

const NAMES = ['keyword', 'type', 'string', 'number', 'comment', 'function', 'variable', 'constant',
  'inserted', 'deleted'] as const; // prettier-ignore

/** Gives code the colours of the user's theme; where it has none, tokens.css has VS Code's own. */
export function paintCode(colours: ThemeColours, element: HTMLElement = document.body): void {
  for (const name of NAMES) {
    const colour = colours[name];
    if (colour) element.style.setProperty(`--token-${name}`, colour);
    else element.style.removeProperty(`--token-${name}`);
  }
}
