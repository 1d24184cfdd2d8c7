import { parseJson } from './json';
import { ask, type Fetch, refused } from './request';
import { connectionFault } from './connectionFault';
import { Deadline } from './deadline';
import type { Limits } from './limits';
import { isModelError, type Model, ModelError } from './provider';
import { readText, readUpTo } from './readText';
import { pageTitle } from './responseFault';
import { refusalFault } from './refusal';
import { readModels } from './readModels';
import type { Server } from './server';
import { readServerError } from './serverError';
import type { Wire } from './wire';

/** @throws {ModelError} when the server has no list for us; as it is when `signal` ends it */
export async function fetchModels(
  wire: Wire,
  server: Server,
  limits: Limits,
  fetch: Fetch,
  signal: AbortSignal,
) {
  const deadline = new Deadline();
  deadline.restart(limits.listMs, () => slow(server, limits.listMs));
  const both = AbortSignal.any([signal, deadline.signal]);
  try {
    const response = await ask(server, fetch, `${server.baseUrl}${wire.listPath}`, {
      headers: {
        accept: 'application/json',
        ...server.headers,
        ...wire.keyHeaders(server.key),
      },
      signal: both,
    });
    if (!response.ok) throw await refused(server, response, deadline);
    const models = understand(
      server,
      await readUpTo(readText(server, response), limits.listLength),
    );
    return models.filter(({ id }) => wire.canChat?.(id) ?? true);
  } catch (error) {
    signal.throwIfAborted();
    throw isModelError(error) ? error : connectionFault(server, error);
  } finally {
    deadline.clear();
  }
}

function understand(server: Server, body: string): Model[] {
  const value = parseJson(body);
  const models = readModels(value);
  if (models) return models;
  const error = readServerError(value);
  if (error) {
    throw refusalFault(server, { status: 200, error, page: undefined, retryAfterMs: undefined });
  }
  const what = pageTitle(body) === undefined ? 'something else' : 'a web page';
  throw new ModelError(
    `${server.name} sent ${what} instead of its list of models. Check the address ${server.baseUrl} in Manage Models.`,
    'manageModels',
  );
}

const slow = ({ name }: Server, ms: number) =>
  new ModelError(
    `${name} has not sent its list of models within ${ms / 1000} seconds. Try again.`,
    'retry',
  );
