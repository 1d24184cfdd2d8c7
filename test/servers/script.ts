/** What the server was asked. */
export interface RecordedRequest {
  method: string;
  /** With the query, without the origin. */
  path: string;
  /** As sent, but `authorization` is only named, see `key`. */
  headers: Record<string, string>;
  /** `absent`, the name the test gave to this key, or `other`. */
  key: string;
  /** Parsed JSON; the text where it is none; null when there was no body. */
  body: unknown;
  /** UTC milliseconds. */
  at: number;
}

/** Waits until the test lets one step pass. */
export const GATE = Symbol('gate');
/** Waits until everything written so far is on its way, so that the client sees separate pieces. */
export const FLUSH = Symbol('flush');
/** Tears the TCP connection down. */
export const RESET = Symbol('reset');
/** Says nothing more and keeps the connection open. */
export const HOLD = Symbol('hold');

/** One thing the server does to its answer, in order. */
export type Step =
  /** Written at once, as one piece of the body. */
  | string
  | Uint8Array
  | typeof GATE
  | typeof FLUSH
  | typeof RESET
  | typeof HOLD
  /** Writes this again and again until the client has left. */
  | { forever: string };

export interface Behaviour {
  status?: number;
  /** `text/event-stream` when nothing is said; an empty string leaves the header out. */
  contentType?: string;
  headers?: Record<string, string>;
  steps: Step[];
}

/** Either the same for every request, or what this request deserves; `sentKey` is the key as it came. */
export type Reply = Behaviour | ((request: RecordedRequest, sentKey: string) => Behaviour);

export interface Script {
  /** To POST …/chat/completions. */
  chat: Reply;
  /** To GET …/models. */
  models: Reply;
}

export const json = (value: unknown, status = 200, headers: Record<string, string> = {}) =>
  ({
    status,
    contentType: 'application/json',
    headers,
    steps: [JSON.stringify(value)],
  }) satisfies Behaviour;

export const html = (page: string, status = 200, headers: Record<string, string> = {}) =>
  ({ status, contentType: 'text/html; charset=utf-8', headers, steps: [page] }) satisfies Behaviour;

/** An error as OpenAI words it. */
export const apiError = (
  status: number,
  message: string,
  code: string | number | null = null,
  headers: Record<string, string> = {},
) =>
  json({ error: { message, type: 'invalid_request_error', param: null, code } }, status, headers);
