import type { Token } from 'marked';
import { lex } from './lexer';

export interface Block {
  /** Where it begins in the text; stays while the text grows. */
  start: number;
  token: Token;
}

/** Markdown that grows: only what more text can still change is read again. */
export interface MarkdownStream {
  /** The blocks of `text`; once it has ended, exactly what reading it whole gives. */
  read(text: string, ended: boolean): readonly Block[];
}

/** This many blocks at the end may still become part of each other. */
const UNSETTLED = 2;

function place(tokens: readonly Token[], from: number): Block[] {
  let start = from;
  return tokens.map((token) => {
    const block = { start, token };
    start += token.raw.length;
    return block;
  });
}

export function createMarkdownStream(): MarkdownStream {
  let known = '';
  let settled: Block[] = [];
  let settledEnd = 0;
  let whole: readonly Block[] | undefined;
  let definitions = false;

  const restart = () => {
    settled = [];
    settledEnd = 0;
    definitions = false;
  };

  const settle = (tail: Block[]) => {
    const solid = tail.flatMap((block, i) => (block.token.type === 'space' ? [] : i));
    const first = tail[solid.at(-UNSETTLED) ?? 0];
    if (!first || solid.length <= UNSETTLED) return;
    settled = [...settled, ...tail.slice(0, tail.indexOf(first))];
    settledEnd = first.start;
  };

  return {
    read(raw, ended) {
      // Marked reads these as line ends; the offsets must too.
      const text = raw.includes('\r') ? raw.replace(/\r\n|\r/g, '\n') : raw;
      if (whole && text === known && ended) return whole;
      if (!text.startsWith(known)) restart();
      known = text;
      if (ended && definitions) restart();
      const tokens = lex(text.slice(settledEnd));
      definitions ||= Object.keys(tokens.links).length > 0;
      const tail = place(tokens, settledEnd);
      const blocks = [...settled, ...tail];
      // Not that of an end before this one: an answer may go on.
      whole = ended ? blocks : undefined;
      if (!ended) settle(tail);
      return blocks;
    },
  };
}
