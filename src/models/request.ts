import { connectionFault } from './connectionFault';
import type { Deadline } from './deadline';
import { isModelError } from './provider';
import { readText, readUpTo } from './readText';
import { responseFault } from './responseFault';
import type { Server } from './server';

export type Fetch = typeof globalThis.fetch;

/** The most we read of what is not an answer, in characters, and the longest that we wait for it. */
export const errorLength = 64 * 1024;
export const errorMs = 5_000;

/** @throws {ModelError} when nobody answers; as it is when the signal ends it */
export async function ask(server: Server, fetch: Fetch, ...args: Parameters<Fetch>) {
  try {
    return await fetch(...args);
  } catch (error) {
    if (args[1]?.signal?.aborted || isModelError(error)) throw error;
    throw connectionFault(server, error);
  }
}

/** Reads why; a server that is slow even in that is not waited for. */
export async function refused(server: Server, response: Response, deadline: Deadline) {
  deadline.restart(errorMs, () => responseFault(server, response, ''));
  const body = await readUpTo(readText(server, response), errorLength).catch(() => '');
  deadline.clear();
  return responseFault(server, response, body);
}
