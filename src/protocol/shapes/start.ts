import * as z from 'zod';
import { Id } from './basics';

export const ModelName = z.object({ id: z.string(), name: z.string() });

/** Where a webview is: what it shows now. The host decides, the webview follows. */
export const Place = z.object({
  projectId: Id.nullable(),
  chatId: Id.nullable(),
});
export type Place = z.infer<typeof Place>;

export const PANEL_TABS = ['overview', 'files', 'chats', 'usage'] as const;

const Colour = z.string().max(9).optional();

/** What the user's colour theme gives to code; what it does not say stays as in VS Code's own themes. */
export const ThemeColours = z.object({
  keyword: Colour,
  type: Colour,
  string: Colour,
  number: Colour,
  comment: Colour,
  function: Colour,
  variable: Colour,
  constant: Colour,
  inserted: Colour,
  deleted: Colour,
});
export type ThemeColours = z.infer<typeof ThemeColours>;

/** A message that an editor is to show, and what was looked for in it. */
export const Jump = z.object({
  /** Names this time: a view shows it once. */
  id: Id,
  chatId: Id,
  messageId: Id,
  words: z.array(z.string().max(500)).max(50),
});
export type Jump = z.infer<typeof Jump>;

/** Everything a webview needs to draw its first frame. */
export const Start = z.object({
  surface: z.enum(['sidebar', 'panel', 'editor', 'trash', 'usage']),
  place: Place,
  tab: z.enum(PANEL_TABS),
  projectCount: z.int(),
  /** How many deleted projects can still come back. */
  trashedProjectCount: z.int(),
  trusted: z.boolean(),
  /** Why nothing can be changed, as a sentence; null when the library is writable. */
  readOnly: z.string().nullable(),
  /** Name of the open workspace folder, for the first project. */
  folderName: z.string().nullable(),
  /** Names the last time that the search was asked for; a view that has not shown it for that shows it. */
  searchAsked: z.string().nullable(),
  jump: Jump.nullable(),
  colours: ThemeColours,
});
export type Start = z.infer<typeof Start>;
