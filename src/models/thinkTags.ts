import type { AnswerPart } from './provider';

const OPEN = /^\s*<(think|thinking|thought)>/;
const names = ['think', 'thinking', 'thought'];
const longestStart = 64;

/**
 * Takes thoughts out of the text: local models put them between <think> and </think> before their answer. Only
 * there: an answer that speaks about such tags keeps them.
 */
export class ThinkTags {
  /** `undefined` until it is known how the text begins; empty in the answer. */
  private close: string | undefined;
  private held = '';
  private thought = false;
  /** Nothing of this thought has come yet but blanks, which are left out. */
  private isFresh = false;

  /** What the next piece of the text comes to; the end of a piece may have to wait for the next one. */
  add(text: string): (AnswerPart & { type: 'text' | 'reasoning' })[] {
    if (this.close === '') return said('text', text);
    this.held += text;
    return this.close === undefined ? this.begin() : this.think(this.close);
  }

  /** What was still waiting. */
  end(): (AnswerPart & { type: 'text' | 'reasoning' })[] {
    const rest = this.held;
    this.held = '';
    if (this.close) return said('reasoning', rest);
    return said('text', this.thought ? rest.trimStart() : rest);
  }

  private begin(): (AnswerPart & { type: 'text' | 'reasoning' })[] {
    const open = OPEN.exec(this.held);
    if (open) {
      this.close = `</${open[1]}>`;
      this.thought = true;
      this.isFresh = true;
      this.held = this.held.slice(open[0].length);
      return this.think(this.close);
    }
    if (mayBecomeTag(this.held)) return [];
    const text = this.thought ? this.held.trimStart() : this.held;
    this.held = '';
    this.close = '';
    return said('text', text);
  }

  private think(close: string): (AnswerPart & { type: 'text' | 'reasoning' })[] {
    if (this.isFresh) this.held = this.held.trimStart();
    this.isFresh = this.held === '';
    const at = this.held.indexOf(close);
    if (at >= 0) {
      const thought = this.held.slice(0, at);
      this.held = this.held.slice(at + close.length);
      this.close = undefined; // another thought may follow
      return [...said('reasoning', thought), ...this.begin()];
    }
    const safe = this.held.length - overlap(this.held, close);
    const thought = this.held.slice(0, safe);
    this.held = this.held.slice(safe);
    return said('reasoning', thought);
  }
}

const said = (type: 'text' | 'reasoning', text: string) => (text === '' ? [] : [{ type, text }]);

function mayBecomeTag(text: string): boolean {
  if (text.length > longestStart) return false;
  const start = text.trimStart();
  return names.some((name) => `<${name}>`.startsWith(start));
}

/** How much of the end of `text` could be the beginning of `tag`. */
function overlap(text: string, tag: string): number {
  for (let length = Math.min(text.length, tag.length - 1); length > 0; length--) {
    if (text.endsWith(tag.slice(0, length))) return length;
  }
  return 0;
}
