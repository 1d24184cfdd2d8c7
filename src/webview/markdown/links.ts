import { decodeEntities } from './entities';

const LONGEST = 2_000;
const WEB = /^(?:https?:\/\/|mailto:)[^\s\p{Cc}]+$/iu;
/** As Search writes them. */
const CHAT = /^chat:[0-9a-f-]{36}$/;
const PATH = /^(?:\.{0,2}\/)?(?:[^:/\\?#<>"|*\p{Cc}]+\/)*[^:/\\?#<>"|*\p{Cc}]+$/u;
const LINE = /(?::\d{1,7}(?:[:-]\d{1,7})?|#L\d{1,7}(?:-L?\d{1,7})?)$/;

/** A path of the workspace with an optional line, as `openLink` takes it; undefined for anything else. */
function workspacePath(href: string): string | undefined {
  const line = LINE.exec(href)?.[0] ?? '';
  const path = href.slice(0, href.length - line.length);
  if (!PATH.test(path) || path.startsWith('//')) return undefined;
  // `data:1` is no file; a file with a line has a dot or a folder.
  if (line && !/[./]/.test(path)) return undefined;
  const numbers = /\d+/.exec(line)?.[0];
  return numbers ? `${path}:${numbers}` : path;
}

function decodePercent(href: string): string {
  try {
    return decodeURIComponent(href);
  } catch {
    return href;
  }
}

/** Where a link of an answer may lead; undefined shows it as plain text. */
export function safeHref(raw: string): string | undefined {
  const href = decodeEntities(raw).trim();
  if (href.length === 0 || href.length > LONGEST) return undefined;
  return WEB.test(href) || CHAT.test(href) ? href : workspacePath(decodePercent(href));
}

/** Inline code that names a file: `src/a.ts`, `a.ts:42`. A dotted name alone may be `console.log`. */
export function pathInCode(code: string): string | undefined {
  if (code.length > 300 || !/\.[A-Za-z]\w{0,9}(?::\d|#L\d|$)/.test(code)) return undefined;
  if (!/[/:#]/.test(code) || /[\s()[\]{}=,;'`$&!]/.test(code)) return undefined;
  return workspacePath(code);
}
