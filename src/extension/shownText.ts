/** In the view a longer one is shown as it is written, markup and all. */
const LONGEST_LINE = 10_000;

const FENCE = /^[\s>]*(?<fence>`{3,}|~{3,})(?<info>[^`]*)$/;
const TABLE_RULE = /^\s*\|?(?:\s*:?-+:?\s*\|)+\s*(?::?-+:?\s*)?$/;
const BLOCK_MARKS = /^(?:\s*>)*\s*(?:#{1,6} +|[-*+] +(?:\[[ xX]\] +)?|\d{1,9}[.)] +)?/;

/** What stands for something else on a line; what comes first counts. */
const INLINE = new RegExp(
  [
    /(?<ticks>`+)(?<code>[^`]|[^`].*?[^`])\k<ticks>(?!`)/,
    /\\(?<escaped>[!-/:-@[-`{-~])/,
    /(?<image>!?)\[(?<link>(?:[^[\]]|\[[^[\]]*\])*)\]\([^()\s]*(?:\([^()\s]*\)[^()\s]*)*(?:\s+"[^"]*")?\)/,
    /\*\*(?=\S)(?<strong>.*?\S)\*\*/,
    /(?<!\w)__(?=\S)(?<strong2>.*?\S)__(?!\w)/,
    /\*(?=[^\s*])(?<em>[^*]*?)(?<=[^\s])\*/,
    /(?<!\w)_(?=\S)(?<em2>[^_]*?\S)_(?!\w)/,
    /~~(?=\S)(?<del>.*?\S)~~/,
    /<(?<address>https?:[^\s<>]*)>/,
    /&(?<entity>amp|lt|gt|quot|nbsp|#39);/,
  ]
    .map(({ source }) => source)
    .join('|'),
  'g',
);
const ENTITIES: Record<string, string> = {
  ...{ amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0', '#39': "'" },
};

/**
 * An answer as it reads on screen, as far as finding in it and counting need it: without a parser, so that a chat of
 * thousands of answers is gone through between two keystrokes.
 */
export function shownText(markdown: string): string {
  let fence: string | undefined;
  return markdown
    .split('\n')
    .map((line) => {
      const found = FENCE.exec(line)?.groups;
      if (fence === undefined && found) fence = found['fence'];
      else if (fence === undefined) return proseLine(line);
      else if (closes(found, fence)) fence = undefined;
      else return line;
      return '';
    })
    .join('\n');
}

const closes = (found: Record<string, string> | undefined, fence: string) =>
  found?.['info']?.trim() === '' && found['fence']?.startsWith(fence) === true;

function proseLine(line: string): string {
  if (line.length > LONGEST_LINE) return line;
  if (TABLE_RULE.test(line)) return '';
  const text = line.replace(BLOCK_MARKS, '');
  // Cells are as far from each other as lines are.
  const cells = text.startsWith('|') ? text.replaceAll(/(?<!\\)\|/g, '\n') : text;
  return inline(cells);
}

function inline(text: string): string {
  return text.replaceAll(INLINE, (...found) => {
    const groups = found.at(-1) as Record<string, string | undefined>;
    const { code, escaped, image, link, address, entity } = groups;
    if (code !== undefined) return /^ .*\S.* $/.test(code) ? code.slice(1, -1) : code;
    if (link !== undefined) return (image ? 'Image: ' : '') + inline(link);
    const literal = escaped ?? address ?? (entity && ENTITIES[entity]);
    const { strong, strong2, em, em2, del } = groups;
    return literal ?? inline(strong ?? strong2 ?? em ?? em2 ?? del ?? '');
  });
}
