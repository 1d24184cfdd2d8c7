/** Lines from `first` to before `end`, and what they become. */
export interface Region {
  first: number;
  end: number;
  text: string;
}

const indentOf = (line: string) => /^\s*/.exec(line)?.[0] ?? '';

/**
 * Where a piece of code belongs in a file: from the line with which it begins, when there is one such line, to the
 * next one with which it ends and that is as far from the left. The piece is moved as far to the right as that is.
 */
export function regionOf(document: string, code: string): Region | undefined {
  const lines = document.split(/\r?\n/);
  const piece = code
    .replaceAll('\r\n', '\n')
    .replace(/^\n+|\s+$/g, '')
    .split('\n');
  const [begin = '', finish = ''] = [piece[0], piece.at(-1)];
  const starts = lines.flatMap((line, i) => (line.trim() === begin.trim() ? [i] : []));
  const [first] = starts;
  if (first === undefined || starts.length > 1 || begin.trim() === '') return undefined;
  const shift = indentOf(lines[first] ?? '').slice(indentOf(begin).length);
  const last = piece.length === 1 ? first : lines.indexOf(shift + finish, first + 1);
  if (last < 0) return undefined;
  const text = piece.map((line) => (line.trim() === '' ? line : shift + line)).join('\n');
  return { first, end: last + 1, text: `${text}\n` };
}
