/** One line of Markdown as plain words, as far as a line in a list needs it. */
export const plainLine = (markdown: string) =>
  markdown
    .replace(/(?<![\w)\]])!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>\s]+/, '')
    .replace(/(\*\*|~~)(?=\S)(.*?\S)\1/g, '$2')
    .replace(/`+/g, '')
    .trim();
