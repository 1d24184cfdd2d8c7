import { signal } from '@preact/signals';

export const sentence = (error: unknown) =>
  error instanceof Error && error.message ? error.message : 'Something went wrong. Try again.';

/** Runs requests and keeps what to tell the user: that one is under way, or why the last one failed. */
export function createAttempts() {
  const problem = signal<string>();
  const running = signal(0);

  /** Never rejects; undefined when it failed. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    running.value += 1;
    try {
      const value = await work();
      problem.value = undefined;
      return value;
    } catch (error) {
      problem.value = sentence(error);
      return undefined;
    } finally {
      running.value -= 1;
    }
  };

  return { problem, running, attempt };
}

/** Runs `work` again after it has ended when it was asked for meanwhile, so that the last state wins. */
export function oneAtATime(work: () => Promise<void>) {
  let current: Promise<void> | undefined;
  let again = false;

  const run = async (): Promise<void> => {
    do {
      again = false;
      await work();
    } while (again);
  };

  return (): Promise<void> => {
    if (current) again = true;
    current ??= run().finally(() => (current = undefined));
    return current;
  };
}
