import type { MarkedToken, Token, Tokens } from 'marked';
import { Component, type ComponentChildren } from 'preact';
import { CodeBlock } from './CodeBlock';
import { inline } from './inline';

interface Props {
  token: Token;
  /** More of it may still arrive. */
  open: boolean;
}

/** Drawn once: the token of a settled block stays the same object. */
export class BlockView extends Component<Props> {
  override shouldComponentUpdate(next: Props) {
    return next.open !== this.props.open || next.token.raw !== this.props.token.raw;
  }
  override render() {
    return block(this.props.token, this.props.open);
  }
}

const nested = (tokens: readonly Token[], open: boolean): ComponentChildren =>
  tokens.map((token, i) => block(token, open && i === tokens.length - 1));

function block(generic: Token, open: boolean): ComponentChildren {
  const token = generic as MarkedToken;
  switch (token.type) {
    case 'paragraph':
      return <p>{inline(token.tokens)}</p>;
    case 'heading':
      return heading(token);
    case 'code':
      return (
        <CodeBlock code={token.text} info={token.lang ?? ''} open={open && !isClosed(token)} />
      );
    case 'blockquote':
      return <blockquote>{nested(token.tokens, open)}</blockquote>;
    case 'list':
      return list(token, open);
    case 'table':
      return table(token);
    case 'hr':
      return <hr />;
    case 'html':
      return <p class="raw">{token.raw.trimEnd()}</p>;
    case 'text':
      return token.tokens ? inline(token.tokens) : inline([token]);
    case 'space':
    case 'def':
    case 'checkbox':
      return null;
    default:
      return inline([token]);
  }
}

const isClosed = (fence: Tokens.Code) => /\n {0,3}(`{3,}|~{3,})\s*$/.test(fence.raw.slice(-200));

/** Headings of an answer stand below those of the view. */
function heading(token: Tokens.Heading) {
  const level = Math.min(6, token.depth + 2);
  const Tag = `h${level}` as 'h3' | 'h4' | 'h5' | 'h6';
  return <Tag class={`heading-${token.depth}`}>{inline(token.tokens)}</Tag>;
}

function list(token: Tokens.List, open: boolean) {
  const items = token.items.map((item, i) => (
    <li key={i} class={item.task ? 'task' : undefined}>
      {item.task && (
        <input type="checkbox" disabled checked={item.checked === true} aria-label="Task" />
      )}
      {nested(item.tokens, open && i === token.items.length - 1)}
    </li>
  ));
  if (!token.ordered) return <ul>{items}</ul>;
  return <ol start={token.start === '' ? 1 : token.start}>{items}</ol>;
}

const cells = (Tag: 'th' | 'td', row: Tokens.TableCell[]) =>
  row.map((cell, i) => (
    <Tag key={i} class={cell.align ? `align-${cell.align}` : undefined}>
      {inline(cell.tokens)}
    </Tag>
  ));

function table(token: Tokens.Table) {
  return (
    <div class="table-scroll" tabIndex={0} role="region" aria-label="Table">
      <table>
        <thead>
          <tr>{cells('th', token.header)}</tr>
        </thead>
        <tbody>
          {token.rows.map((row, i) => (
            <tr key={i}>{cells('td', row)}</tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
