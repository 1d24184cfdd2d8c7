import type { MarkedToken, Token } from 'marked';
import type { ComponentChild, ComponentChildren } from 'preact';
import { decodeEntities } from './entities';
import { Link } from './Link';
import { pathInCode, safeHref } from './links';

export const inline = (tokens: readonly Token[]): ComponentChild[] => tokens.map(span);

function span(generic: Token): ComponentChild {
  const token = generic as MarkedToken;
  switch (token.type) {
    case 'strong':
      return <strong>{inline(token.tokens)}</strong>;
    case 'em':
      return <em>{inline(token.tokens)}</em>;
    case 'del':
      return <del>{inline(token.tokens)}</del>;
    case 'codespan':
      return code(token.text);
    case 'br':
      return <br />;
    case 'link':
      return link(token.href, token.title, inline(token.tokens));
    case 'image':
      return link(token.href, token.title, decodeEntities(token.text) || 'image', 'Image: ');
    case 'escape':
      return token.text;
    case 'html':
      return token.raw;
    case 'text':
      return token.tokens ? inline(token.tokens) : decodeEntities(token.text);
    case 'checkbox':
    case 'def':
      return null;
    default:
      return token.raw;
  }
}

function code(text: string) {
  const path = pathInCode(text);
  if (!path) return <code>{text}</code>;
  return (
    <Link href={path}>
      <code>{text}</code>
    </Link>
  );
}

/** A place that may be opened becomes a link, anything else stays text. Images are never loaded. */
function link(raw: string, title: string | null | undefined, text: ComponentChildren, before = '') {
  const href = safeHref(raw);
  if (!href)
    return (
      <>
        {before}
        {text}
      </>
    );
  return (
    <Link href={href} title={title ? decodeEntities(title) : undefined}>
      {before}
      {text}
    </Link>
  );
}
