import type { Message } from '../../protocol/api';

type Citation = Message['citations'][number];

/** What the host has let through, looked at once more where it becomes a link. */
export const sourcesOf = ({ citations }: Pick<Message, 'citations'>): Citation[] =>
  citations.filter(({ url }) => /^https:\/\//i.test(url) && URL.canParse(url));

export const sourceName = ({ url, title }: Citation): string =>
  title || new URL(url).hostname.replace(/^www\./, '');

/** The answer with its sources as Markdown, as someone would paste it elsewhere. */
export function withSources(message: Pick<Message, 'text' | 'citations'>): string {
  const lines = sourcesOf(message).map(
    (source, i) => `${i + 1}. [${escaped(sourceName(source))}](<${target(source.url)}>)`,
  );
  return [message.text, lines.join('\n')].filter(Boolean).join('\n\n');
}

const escaped = (text: string) => text.replaceAll(/[\\`*_[\]<>]/g, String.raw`\$&`);
const target = (url: string) => url.replaceAll('<', '%3C').replaceAll('>', '%3E');
