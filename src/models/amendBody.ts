import { type Fields, isFields, parseJson } from './json';
import type { Fetch } from './request';

/** Sends another body than the one that was to be sent, as long as that is JSON. */
export function amendBody(fetch: Fetch, amend: (body: Fields) => Fields): Fetch {
  return async (input, init) => {
    const body = typeof init?.body === 'string' ? parseJson(init.body) : undefined;
    if (!isFields(body)) return await fetch(input, init);
    return await fetch(input, { ...init, body: JSON.stringify(amend(body)) });
  };
}
