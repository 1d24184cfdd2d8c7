import { signal } from '@preact/signals';
import type { AppHost } from '../../protocol/api';
import type { Offer } from '../../protocol/rpc';
import { RequestFailure } from '../connect';

export const sentence = (error: unknown) =>
  error instanceof Error && error.message ? error.message : 'Something went wrong. Try again.';

/** What can be done about it; undefined when nothing is known to help. */
export const offerOf = (error: unknown): Offer | undefined =>
  error instanceof RequestFailure ? error.offer : undefined;

export const take = (host: AppHost, { method, input }: Offer): Promise<unknown> =>
  host.call(method as 'changeLimit', input as never);

/** Runs requests and keeps what to tell the user: that one is under way, or why the last one failed. */
export function createAttempts() {
  const problem = signal<string>();
  const offer = signal<Offer>();
  const running = signal(0);

  /** Never rejects; undefined when it failed. */
  const attempt = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
    running.value += 1;
    try {
      const value = await work();
      problem.value = undefined;
      offer.value = undefined;
      return value;
    } catch (error) {
      problem.value = sentence(error);
      offer.value = offerOf(error);
      return undefined;
    } finally {
      running.value -= 1;
    }
  };

  return { problem, offer, running, attempt };
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
