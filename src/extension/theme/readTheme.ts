import { type ParseError, parse } from 'jsonc-parser';
import * as z from 'zod';
import { TokenRule } from './tokenColours';

const ThemeFile = z.object({
  include: z.string().optional(),
  tokenColors: z.union([z.array(z.unknown()), z.string()]).optional(),
});

/** A theme includes a theme that includes a theme; more would be a circle. */
const DEEPEST = 8;

/**
 * The rules of a colour theme with those of the themes it includes before its own.
 * `read` reads a file by its place; `within` tells a place from another and a path.
 */
export async function readTheme<Place>(
  place: Place,
  read: (place: Place) => Promise<string>,
  within: (place: Place, path: string) => Place,
  depth = 0,
): Promise<TokenRule[]> {
  const errors: ParseError[] = [];
  const parsed = ThemeFile.safeParse(
    parse(await read(place), errors, { allowTrailingComma: true }),
  );
  if (!parsed.success || depth >= DEEPEST) return [];
  const { include, tokenColors } = parsed.data;
  const follow = (path: string) => readTheme(within(place, path), read, within, depth + 1);
  const before = include === undefined ? [] : await follow(include);
  // A path names a file of its own, in JSON or in TextMate's format, of which nothing is read here.
  if (typeof tokenColors === 'string') {
    return [...before, ...(tokenColors.endsWith('.json') ? await follow(tokenColors) : [])];
  }
  const own = (tokenColors ?? []).flatMap((rule) => TokenRule.safeParse(rule).data ?? []);
  return [...before, ...own];
}
