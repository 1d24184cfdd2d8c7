import { Worker } from 'node:worker_threads';

export type ToTokenizer = { id: number; texts: string[] } | { cancel: number };
export interface FromTokenizer {
  id: number;
  counts: number[];
}

export interface TokenCounter {
  /** Whether the thread is there. */
  readonly running: boolean;
  /** The tokens of each text; an estimate for models that are not OpenAI's. */
  count(texts: string[], signal?: AbortSignal): Promise<number[]>;
  /** Ends the thread. The next count starts another. */
  close(): Promise<void>;
}

interface Waiting {
  resolve: (counts: number[]) => void;
  reject: (reason: unknown) => void;
}

/** Counts tokens in a thread of its own, which is started at the first count and ended after a while without one. */
export function createTokenCounter(workerFile: string, idleMs = 60_000): TokenCounter {
  return new ThreadedCounter(workerFile, idleMs);
}

class ThreadedCounter implements TokenCounter {
  private worker: Worker | undefined;
  private readonly waiting = new Map<number, Waiting>();
  private lastId = 0;
  private idle: NodeJS.Timeout | undefined;

  constructor(
    private readonly workerFile: string,
    private readonly idleMs: number,
  ) {}

  get running() {
    return this.worker !== undefined;
  }

  async count(texts: string[], signal?: AbortSignal): Promise<number[]> {
    signal?.throwIfAborted();
    if (texts.length === 0) return [];
    const id = ++this.lastId;
    const stop = () => this.cancel(id, signal?.reason);
    signal?.addEventListener('abort', stop);
    try {
      return await this.ask(id, texts);
    } finally {
      signal?.removeEventListener('abort', stop);
    }
  }

  async close(): Promise<void> {
    clearTimeout(this.idle);
    const { worker } = this;
    this.worker = undefined;
    this.fail(new Error('The token counter was closed'));
    await worker?.terminate();
  }

  private ask(id: number, texts: string[]): Promise<number[]> {
    clearTimeout(this.idle);
    this.worker ??= this.start();
    const { promise, resolve, reject } = Promise.withResolvers<number[]>();
    this.waiting.set(id, { resolve, reject });
    this.post({ id, texts });
    return promise;
  }

  private cancel(id: number, reason: unknown) {
    this.waiting.get(id)?.reject(reason);
    this.settle(id);
    this.post({ cancel: id });
  }

  private post(message: ToTokenizer) {
    this.worker?.postMessage(message);
  }

  private start(): Worker {
    const worker = new Worker(this.workerFile);
    worker.unref(); // a counter that nobody closed does not keep the process
    worker.on('message', ({ id, counts }: FromTokenizer) => {
      this.waiting.get(id)?.resolve(counts);
      this.settle(id);
    });
    worker.on('error', (error) => this.lost(worker, error));
    worker.on('exit', () => this.lost(worker, new Error('The token counter has ended')));
    return worker;
  }

  private settle(id: number) {
    this.waiting.delete(id);
    if (this.waiting.size > 0) return;
    clearTimeout(this.idle);
    // Nobody waits for a thread that ends for want of work.
    this.idle = setTimeout(() => void this.close(), this.idleMs).unref();
  }

  private lost(worker: Worker, error: unknown) {
    if (this.worker !== worker) return;
    this.worker = undefined;
    this.fail(error);
  }

  private fail(error: unknown) {
    for (const { reject } of this.waiting.values()) reject(error);
    this.waiting.clear();
  }
}
