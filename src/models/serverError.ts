import { type Fields, isFields } from './json';

/** What a server says about its own failure. */
export interface ServerError {
  message: string;
  /** Its code and type, whichever it gave, in lower case. */
  code: string;
  /** Where the code is an HTTP status. */
  status: number | undefined;
  /** What its words mean as a status, for an error that has come without one. */
  impliedStatus?: number;
  /** How long to wait, where it says so beside its headers. */
  retryAfterMs?: number;
}

/** Finds the error in the shapes that OpenAI, Anthropic, Google, FastAPI, vLLM, Ollama and Cloudflare use. */
export function readServerError(value: unknown): ServerError | undefined {
  if (Array.isArray(value)) return readServerError(value[0]);
  if (!isFields(value)) return undefined;
  const inside = value['error'] ?? value['errors'] ?? value['detail'];
  if (inside !== undefined && inside !== null) return fromInside(inside, value);
  const saysSo = value['object'] === 'error' || value['type'] === 'error';
  return saysSo ? fromFields(value) : undefined;
}

function fromInside(inside: unknown, outside: Fields): ServerError | undefined {
  if (typeof inside === 'string') return { ...fromFields(outside), message: inside };
  if (Array.isArray(inside)) return fromInside(inside[0] ?? '', outside);
  return isFields(inside) ? fromFields(inside) : undefined;
}

function fromFields(fields: Fields): ServerError {
  const words = [fields['code'], fields['type'], fields['status']].filter(isText);
  const number = Number(fields['code'] ?? fields['status']);
  const message = [fields['message'], fields['msg']].find(isText) ?? '';
  const wait = waitIn(message, fields['details']);
  const implied = statusOf(words);
  return {
    message,
    code: words.join(' ').toLowerCase(),
    status: number >= 400 && number < 600 ? number : undefined,
    ...(implied !== undefined && { impliedStatus: implied }),
    ...(wait !== undefined && { retryAfterMs: wait }),
  };
}

const isText = (value: unknown): value is string => typeof value === 'string';

/** What Anthropic and Google call what is else a status; in the middle of an answer it is all there is. */
const statuses: Record<string, number> = {
  invalid_request_error: 400,
  authentication_error: 401,
  billing_error: 402,
  permission_error: 403,
  not_found_error: 404,
  request_too_large: 413,
  rate_limit_error: 429,
  rate_limit_exceeded: 429,
  api_error: 500,
  timeout_error: 504,
  overloaded_error: 529,
  INVALID_ARGUMENT: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  RESOURCE_EXHAUSTED: 429,
  INTERNAL: 500,
  UNAVAILABLE: 503,
  DEADLINE_EXCEEDED: 504,
};

const statusOf = (words: string[]) =>
  words.map((word) => statuses[word]).find((status) => status !== undefined);

/** Google's details have “12s”, OpenAI's and Groq's sentences “Please try again in 1.5s”. */
function waitIn(message: string, details: unknown): number | undefined {
  const delays = Array.isArray(details) ? details.filter(isFields) : [];
  const said = delays.map((detail) => detail['retryDelay']).find(isText);
  const inMessage = /try again in ((?:[\d.]+(?:ms|s|m|h) ?)+)/i.exec(message)?.[1];
  return said === undefined ? inMs(inMessage) : inMs(said);
}

const units: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const longest = 24 * 3_600_000;

function inMs(time: string | undefined): number | undefined {
  const parts = [...(time ?? '').matchAll(/([\d.]+)(ms|s|m|h)/g)];
  const sum = parts.reduce(
    (total, [, count, unit = '']) => total + Number(count) * (units[unit] ?? 0),
    0,
  );
  return parts.length > 0 && Number.isFinite(sum) ? Math.min(Math.ceil(sum), longest) : undefined;
}
