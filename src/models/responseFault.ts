import { parseJson } from './json';
import { ModelError, type ModelErrorOptions } from './provider';
import { quote, redact, type Secrets } from './redact';
import { longestResponse, refusalFault } from './refusal';
import { retryAfterMs } from './retryAfter';
import type { Server } from './server';
import { readServerError } from './serverError';

/** The one sentence for a response that is not what was asked for; `body` may be its beginning only. */
export function responseFault(server: Server, response: Response, body: string): ModelError {
  const value = parseJson(body);
  const error = readServerError(value);
  const page = pageTitle(body);
  if (response.ok && !error) return strangeFault(server, body, page, value !== undefined);
  return refusalFault(server, {
    status: response.status,
    error,
    page: error ? undefined : page,
    retryAfterMs: retryAfterMs(response.headers),
    body,
  });
}

/** Status 200, and neither an answer nor an error. */
function strangeFault(
  server: Server,
  body: string,
  page: string | undefined,
  isJson: boolean,
): ModelError {
  const { name, baseUrl } = server;
  const check = 'Check the address in Manage Models.';
  if (page !== undefined) {
    const title = page && `, ${quote(page, server, 80)},`;
    const text = `${name} sent a web page${title} instead of an answer. ${baseUrl} seems to lead to a web site or to a sign-in page. ${check}`;
    return new ModelError(text, 'manageModels', shown(body, server));
  }
  const what = isJson ? 'JSON' : body.trim() ? `text, ${quote(body, server, 80)},` : 'nothing';
  return new ModelError(
    `${name} sent ${what} instead of a stream of words. ${check}`,
    'manageModels',
    shown(body, server),
  );
}

const shown = (body: string, secrets: Secrets): ModelErrorOptions => ({
  remedy: 'showResponse',
  response: redact(body, secrets).slice(0, longestResponse),
});

/** Of a web page; empty when it has none, `undefined` when this is no web page. */
export function pageTitle(body: string): string | undefined {
  if (!body.trimStart().startsWith('<')) return undefined;
  return /<title[^>]*>([^<]*)</i.exec(body)?.[1]?.trim() ?? '';
}
