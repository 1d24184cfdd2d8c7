/** How long a model thinks: from the first of its thoughts to the words that follow them. */
export class ThinkingTime {
  private began: number | undefined;

  constructor(
    /** In milliseconds; null while there was nothing to time. */
    private spent: number | null,
  ) {}

  /** To be called when something arrives. Gives nothing unless a thought has ended with it. */
  note(kind: 'text' | 'reasoning'): { reasoningMs?: number } {
    if (kind === 'text') return this.end();
    this.began ??= performance.now();
    return {};
  }

  end(): { reasoningMs?: number } {
    if (this.began === undefined) return {};
    const reasoningMs = (this.spent ?? 0) + Math.round(performance.now() - this.began);
    this.began = undefined;
    this.spent = reasoningMs;
    return { reasoningMs };
  }

  get ms(): number | null {
    return this.spent;
  }
}
