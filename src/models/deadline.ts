import type { ModelError } from './provider';

/** Ends a request when the server has been silent for too long. */
export class Deadline {
  private readonly controller = new AbortController();
  private timer: NodeJS.Timeout | undefined;
  readonly signal: AbortSignal = this.controller.signal;

  /** Forgets the time that has passed and waits anew. */
  restart(ms: number, fault: () => ModelError) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.controller.abort(fault()), ms);
    this.timer.unref();
  }

  clear() {
    clearTimeout(this.timer);
  }
}
