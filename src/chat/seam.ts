/** A repetition shorter than this may be meant, in UTF-16 code units. */
const SHORTEST = 12;
/** So much is held back at the most while it may still be a repetition. */
const LONGEST = 4_000;

/**
 * Joins the rest of an answer to what was there. Models asked to go on often repeat the last words, or begin
 * the whole answer again; what they repeat is left out, so that nobody sees where the two parts meet.
 */
export class Seam {
  private held: string | undefined = '';

  constructor(private readonly before: string) {}

  /** What of this piece is new; empty while that is not certain. */
  add(piece: string): string {
    if (this.held === undefined) return piece;
    this.held += piece;
    const mayRepeat = this.before.includes(this.held) && this.held.length < LONGEST;
    return mayRepeat ? '' : this.open(this.held);
  }

  /** The end of the rest: what was held back and is no repetition. */
  end(): string {
    return this.held === undefined ? '' : this.open(this.held);
  }

  private open(held: string): string {
    this.held = undefined;
    return held.slice(overlap(this.before, held));
  }
}

/** How much of the beginning of `after` is what `before` ends with. */
function overlap(before: string, after: string): number {
  for (let length = Math.min(before.length, after.length); length >= SHORTEST; length--) {
    if (before.endsWith(after.slice(0, length))) return length;
  }
  return 0;
}
