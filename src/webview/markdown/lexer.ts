import { Lexer, type Token, type TokensList, Tokenizer } from 'marked';

/** Deeper quotes, lists and emphasis are shown as the text they are, so that no answer exhausts the stack. */
const DEEPEST = 16;
/** Emphasis and links are searched for in quadratic time; a paragraph beyond this is plain text. */
const LONGEST_INLINE = 10_000;

/** Marked's own rules with a bound on how deep they go. */
class BoundedTokenizer extends Tokenizer {
  private depth = 0;

  private within<T>(work: () => T): T | undefined {
    if (this.depth >= DEEPEST) return undefined;
    this.depth += 1;
    try {
      return work();
    } finally {
      this.depth -= 1;
    }
  }

  override blockquote(src: string) {
    return this.within(() => super.blockquote(src));
  }
  override list(src: string) {
    return this.within(() => super.list(src));
  }
  override emStrong(src: string, masked: string, previous?: string) {
    return this.within(() => super.emStrong(src, masked, previous));
  }
  override del(src: string, masked: string, previous?: string) {
    return this.within(() => super.del(src, masked, previous));
  }
  override link(src: string) {
    return this.within(() => super.link(src));
  }
  override reflink(src: string, links: TokensList['links']) {
    return this.within(() => super.reflink(src, links));
  }
  /** Addresses without a scheme are as often file names: `deliver.ts` is no site. */
  override url(src: string) {
    return /^https?:\/\//i.test(src) ? super.url(src) : undefined;
  }
}

class BoundedLexer extends Lexer {
  override inlineTokens(src: string, tokens: Token[] = []): Token[] {
    if (src.length <= LONGEST_INLINE) return super.inlineTokens(src, tokens);
    tokens.push({ type: 'text', raw: src, text: src });
    return tokens;
  }
}

export const lex = (text: string): TokensList =>
  new BoundedLexer({ gfm: true, tokenizer: new BoundedTokenizer() }).lex(text);
