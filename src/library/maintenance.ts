import { Worker } from 'node:worker_threads';
import { UserError } from '../db/userError';
import { DatabaseError } from '../db/workerClient';
import type { JobMessage, JobName, Jobs, JobStart } from './jobs';

export interface JobOptions {
  signal?: AbortSignal;
  onProgress?: (step: string) => void;
}

/** Runs one job on a thread of its own, which has ended and closed its files when this resolves. */
export type RunJob = <K extends JobName>(
  name: K,
  input: Jobs[K]['input'],
  options?: JobOptions,
) => Promise<Jobs[K]['result']>;

export const createMaintenance = (workerFile: string): RunJob => {
  return (name, input, { signal, onProgress } = {}) =>
    new Promise((resolve, reject) => {
      const cancelled = new SharedArrayBuffer(1);
      const start: JobStart<typeof name> = { name, input, cancelled };
      const worker = new Worker(workerFile, { workerData: start, name: 'better-gpt-maintenance' });
      let settle = () => reject(new Error('The maintenance thread ended without a result.'));
      worker.on('message', (message: JobMessage) => {
        if (message.type === 'progress') onProgress?.(message.step);
        else if (message.type === 'done') settle = () => resolve(message.result as never);
        else settle = () => reject(toError(message));
      });
      worker.on('error', (error) => (settle = () => reject(error)));
      worker.on('exit', () => settle());
      // The thread is not ended by force, which would take the process along: it cleans up and goes by itself.
      signal?.addEventListener('abort', () => {
        new Uint8Array(cancelled)[0] = 1;
        reject(signal.reason as Error);
      });
    });
};

const toError = ({ message, code, forUser }: JobMessage & { type: 'failed' }) =>
  forUser ? new UserError(message) : new DatabaseError(message, code);
