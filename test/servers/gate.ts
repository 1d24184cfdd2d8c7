/** Holds steps back until the test lets them pass, one by one. */
export class Gate {
  private permits = 0;
  private readonly waiting = new Set<() => void>();

  release(count: number) {
    this.permits += count;
    for (const pass of this.waiting) {
      if (this.permits === 0) return;
      this.permits -= 1;
      this.waiting.delete(pass);
      pass();
    }
  }

  close() {
    this.permits = 0;
  }

  /** Who has `left` waits no longer and takes nobody's turn. */
  async pass(left: Promise<unknown>): Promise<void> {
    if (this.permits > 0) {
      this.permits -= 1;
      return;
    }
    const turn = Promise.withResolvers<void>();
    this.waiting.add(turn.resolve);
    await Promise.race([turn.promise, left]);
    this.waiting.delete(turn.resolve);
  }
}
