/** A repetition shorter than this may be meant, in UTF-16 code units. */
const SHORTEST = 12;
/** So much is held back at the most while it may still be a repetition. */
const LONGEST = 4_000;

/**
 * Joins the rest of an answer to what was there. Models asked to go on often repeat the last words, or begin the
 * whole answer, the block of code or the half word again; what they repeat is left out, so that nobody sees where
 * the two parts meet.
 */
export class Seam {
  private held: string | undefined = '';
  private readonly isInCode: boolean;

  constructor(private readonly before: string) {
    this.isInCode = endsInCode(before);
  }

  /** What of this piece is new; empty while that is not certain. */
  add(piece: string): string {
    if (this.held === undefined) return piece;
    this.held += piece;
    return this.held.length < LONGEST && this.mayRepeat(this.held) ? '' : this.open(this.held);
  }

  /** The end of the rest: what was held back and is no repetition. */
  end(): string {
    return this.held === undefined ? '' : this.open(this.held);
  }

  private mayRepeat(held: string): boolean {
    if (HALF_A_CHARACTER.test(held) || (this.isInCode && REOPENING.test(held))) return true;
    const rest = this.withoutFence(held);
    return this.before.includes(rest) || (isOneWord(rest) && wordAgain(this.before, rest) > 0);
  }

  private open(held: string): string {
    this.held = undefined;
    const rest = this.withoutFence(held);
    const line = rest === held ? '' : this.before.slice(this.before.lastIndexOf('\n') + 1);
    const repeated = [
      overlap(this.before, rest),
      rest.startsWith(line) ? line.length : 0,
      wordAgain(this.before, rest),
      characterAgain(this.before, rest),
    ];
    return rest.slice(Math.max(...repeated));
  }

  private withoutFence(held: string): string {
    return this.isInCode ? held.replace(REOPENED, '') : held;
  }
}

const HALF_A_CHARACTER = /[\uD800-\uDBFF]$/;

const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/;
/** With its language, for without one it would be the end of the block. */
const REOPENED = /^\s*(?:`{3,}|~{3,})[ \t]*[^\s`~][^\n`]*\n/;
const REOPENING = /^\s*(?:`{1,2}|~{1,2}|(?:`{3,}|~{3,})[^\n`]*)?$/;

/** Whether a block of code is open at the end of this text. */
function endsInCode(text: string): boolean {
  let open: string | undefined;
  for (const line of text.split('\n')) {
    const [, marks = '', after = ''] = FENCE.exec(line) ?? [];
    if (marks === '') continue;
    if (open === undefined) open = marks;
    else if (marks.startsWith(open) && after.trim() === '') open = undefined;
  }
  return open !== undefined;
}

/** How much of the beginning of `after` is what `before` ends with. */
function overlap(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length >= SHORTEST; length--) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}

/** Fewer letters may be a word of their own. */
const SHORTEST_PART = 3;
const isOneWord = (text: string) => /^[\p{L}\p{N}_]*$/u.test(text);

/** Of the word that `before` breaks off in, when `after` begins with that word from its start. */
function wordAgain(before: string, after: string): number {
  const [part = ''] = /[\p{L}\p{N}_]+$/u.exec(before) ?? [];
  const [word = ''] = /^[\p{L}\p{N}_]+/u.exec(after) ?? [];
  return part.length >= SHORTEST_PART && word.length > part.length && word.startsWith(part)
    ? part.length
    : 0;
}

/** The same of a character that is made of several, such as 👩‍💻. */
function characterAgain(before: string, after: string): number {
  const part = [...characters.segment(before.slice(-LONGEST_CHARACTER))].at(-1)?.segment ?? '';
  const [first] = characters.segment(after.slice(0, LONGEST_CHARACTER));
  const whole = first?.segment ?? '';
  return part !== '' && whole.length > part.length && whole.startsWith(part) ? part.length : 0;
}

const characters = new Intl.Segmenter('en', { granularity: 'grapheme' });
const LONGEST_CHARACTER = 40;
