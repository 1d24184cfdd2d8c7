/** Work on the same thing begins one after another; work on other things does not wait. */
export class Turns {
  private readonly last = new Map<string, Promise<unknown>>();

  take<T>(key: string, work: () => Promise<T>): Promise<T> {
    const mine = (this.last.get(key) ?? Promise.resolve()).then(work);
    const over: Promise<unknown> = mine.then(
      () => this.leave(key, over),
      () => this.leave(key, over),
    );
    this.last.set(key, over);
    return mine;
  }

  /** Resolves when all that waits now is over; undefined when nothing does. */
  get over(): Promise<unknown> | undefined {
    return this.last.size === 0 ? undefined : Promise.all(this.last.values());
  }

  private leave(key: string, over: Promise<unknown>): void {
    if (this.last.get(key) === over) this.last.delete(key);
  }
}
