/** One line of Markdown as plain words, as far as a line in a list needs it. */
export const plainLine = (markdown: string) =>
  markdown
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/^[#>\s]+/, '')
    .replace(/`+|\*\*|~~/g, '')
    .trim();
