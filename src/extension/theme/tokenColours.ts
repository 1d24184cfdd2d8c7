import * as z from 'zod';
import type { ThemeColours } from '../../protocol/api';

/** A rule of a colour theme: which scopes it is for, and their colour. */
export const TokenRule = z.object({
  scope: z.union([z.string(), z.array(z.string())]).optional(),
  settings: z.object({ foreground: z.string().optional() }),
});
export type TokenRule = z.infer<typeof TokenRule>;

/** What each of our colours is called in a theme; the first that the theme knows counts. */
const SCOPES: Record<keyof ThemeColours, string[]> = {
  keyword: ['keyword.control', 'keyword', 'storage.type', 'storage'],
  type: ['entity.name.type', 'entity.name.class', 'support.type', 'support.class', 'entity.name'],
  string: ['string.quoted', 'string'],
  number: ['constant.numeric', 'constant'],
  comment: ['comment'],
  function: ['entity.name.function', 'support.function', 'entity.name'],
  variable: ['variable.other.property', 'variable', 'variable.other'],
  constant: ['constant.language', 'constant'],
  inserted: ['markup.inserted', 'string'],
  deleted: ['markup.deleted', 'invalid'],
};

const COLOUR = /^#(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i;

/** The colours that the rules of a theme, later over earlier, give to code. */
export function coloursOf(rules: readonly TokenRule[]): ThemeColours {
  const colours: ThemeColours = {};
  for (const [name, scopes] of Object.entries(SCOPES)) {
    const colour = scopes.map((scope) => colourOf(rules, scope)).find(Boolean);
    if (colour) colours[name as keyof ThemeColours] = colour;
  }
  return colours;
}

/** Of the rule that names the most of the scope; of two such, the later. */
function colourOf(rules: readonly TokenRule[], scope: string): string | undefined {
  let best: { length: number; colour: string } | undefined;
  for (const { scope: selectors, settings } of rules) {
    const colour = settings.foreground;
    if (!colour || !COLOUR.test(colour)) continue;
    for (const selector of selectorsOf(selectors)) {
      const matches = scope === selector || scope.startsWith(`${selector}.`);
      if (matches && selector.length >= (best?.length ?? 0)) {
        best = { length: selector.length, colour };
      }
    }
  }
  return best?.colour;
}

/** Selectors for something within something else are for what we cannot tell apart. */
const selectorsOf = (scope: TokenRule['scope']): string[] =>
  (typeof scope === 'string' ? scope.split(',') : (scope ?? []))
    .map((selector) => selector.trim())
    .filter((selector) => selector !== '' && !selector.includes(' '));
