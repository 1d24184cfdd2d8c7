import { ModelError, type ModelErrorAction, type Remedy } from './provider';
import { quote, redact } from './redact';
import { inWords } from './retryAfter';
import type { Server } from './server';
import type { ServerError } from './serverError';

/** A server's no, by its status or inside of its answer. */
export interface Refusal {
  /** 200 where the refusal came inside of an answer. */
  status: number;
  error: ServerError | undefined;
  /** The title of the web page that came instead of an error; empty where it has none. */
  page: string | undefined;
  retryAfterMs: number | undefined;
  /** What was sent, as text. */
  body?: string;
}

/** One row of the table: what the server did, and what we make of it. */
interface Kind {
  is: (refusal: Refusal, server: Server) => boolean;
  action: ModelErrorAction;
  /** See {@link ModelError}. */
  passing?: boolean;
  remedy?: Remedy;
  say: (refusal: Refusal, server: Server) => string;
}

const says = (words: RegExp) => (refusal: Refusal) =>
  words.test(`${refusal.error?.code ?? ''} ${refusal.error?.message ?? ''}`);
const status =
  (...ones: number[]) =>
  (refusal: Refusal) =>
    ones.includes(refusal.status);

const noCredit =
  /insufficient_quota|insufficient (credit|balance|fund)|exceeded your current quota|credit balance|usage limit\b.{0,40}\bupgrade/i;
const tooLong =
  /context_length|context_size|context (length|size|window)|prompt is too long|too many (input )?tokens|reduce the length|token count.{0,60}exceeds|exceeds the maximum number of tokens|request_too_large/i;
const noModel =
  /model_not_found|invalid_model|unknown_model|model\b.{0,200}\b(not found|not exist)|model not exist|not a valid model|(invalid|unknown) model/i;
const noImages =
  /image(s|_url| input| content)?\b.{0,80}\b(not support|unsupported|not allowed)|(not support|unsupported).{0,60}\bimage|no endpoints found that support image|expected `text`/i;
const wrongKey =
  /invalid_api_key|incorrect api key|api key not valid|api_key_invalid|invalid (x-)?api[ -]key/i;

const tooBig = /requires more (system )?memory\b.{0,40}\bthan is available/i;

/** The first that fits is meant. */
const kinds: Kind[] = [
  {
    is: (refusal) => status(402)(refusal) || says(noCredit)(refusal),
    action: 'chooseModel',
    say: (_, { name }) =>
      `The account at ${name} has no credit left. Add credit there, or choose another model.`,
  },
  {
    is: (refusal) => says(tooLong)(refusal) && !status(429)(refusal), // there, tokens per minute
    action: 'chooseModel',
    remedy: 'shorten',
    say: (_, { model }) =>
      `The instructions, files and messages together are too long for ${modelName(model)}. Remove files, start a new chat, or choose a model with a larger context window.`,
  },
  {
    is: (refusal, { model }) =>
      model !== undefined &&
      ((says(noModel)(refusal) && !status(429)(refusal) && refusal.status < 500) ||
        (status(404)(refusal) && says(/\bmodel\b/i)(refusal))),
    action: 'chooseModel',
    say: ({ error }, { name, model }) =>
      `${name} has no ${modelName(model)}. ${howToPull(error, model) ?? 'Choose'} another model.`,
  },
  {
    is: (refusal, { key }) => status(401)(refusal) && key === undefined,
    action: 'setKey',
    say: (_, { name }) => `${name} asks for an API key. Set the key, then try again.`,
  },
  {
    is: (refusal) => refusal.status < 500 && says(noImages)(refusal),
    action: 'chooseModel',
    say: (_, { model }) =>
      `${capital(modelName(model))} cannot be shown pictures. Choose a model that can, or leave the pictures out.`,
  },
  {
    is: (refusal) => status(401)(refusal) || says(wrongKey)(refusal),
    action: 'setKey',
    say: (_, { name }) => `${name} did not accept the API key. Set the right key, then try again.`,
  },
  {
    is: status(403),
    action: 'setKey',
    say: (refusal, server) =>
      `${server.name} refused the request (403)${because(refusal, server)} Check the API key and what it may be used for.`,
  },
  {
    is: status(429),
    action: 'retry',
    passing: true,
    say: (refusal, { name }) =>
      `${name} asks to wait: too many requests. Try again ${when(refusal)}.`,
  },
  {
    is: status(404, 405),
    action: 'manageModels',
    say: (refusal, { name, baseUrl }) =>
      `${name} does not know the address ${baseUrl} (${refusal.status}). Check the address in Manage Models.`,
  },
  {
    is: status(413),
    action: 'chooseModel',
    remedy: 'shorten',
    say: (_, { name }) =>
      `The request is too large for ${name} (413). Remove files, then try again.`,
  },
  {
    is: status(408, 504, 524),
    action: 'retry',
    passing: true,
    say: (refusal, server) =>
      `${server.name} took too long to answer (${refusal.status})${because(refusal, server)} Try again ${when(refusal)}.`,
  },
  {
    is: status(502, 503, 529),
    action: 'retry',
    passing: true,
    say: (refusal, server) =>
      `${server.name} is overloaded or not ready (${refusal.status})${because(refusal, server)} Try again ${when(refusal)}.`,
  },
  {
    is: says(tooBig),
    action: 'chooseModel',
    say: (refusal, server) =>
      `The computer of ${server.name} has too little memory for ${modelName(server.model)}${because(refusal, server)} Choose a smaller model, or close other programs there.`,
  },
  {
    is: (refusal) => refusal.status >= 500,
    action: 'retry',
    passing: true,
    say: (refusal, server) =>
      `${server.name} has failed (${refusal.status})${because(refusal, server)} Try again ${when(refusal)}.`,
  },
  {
    is: (refusal) => refusal.status >= 400,
    action: 'chooseModel',
    say: (refusal, server) =>
      `${server.name} did not accept the request (${refusal.status})${because(refusal, server)} Check the model settings, or choose another model.`,
  },
];

/** The one sentence for a server that said no. */
export function refusalFault(server: Server, refusal: Refusal): ModelError {
  const meant = { ...refusal, status: statusOf(refusal), retryAfterMs: waitOf(refusal) };
  const kind = kinds.find(({ is }) => is(meant, server)) ?? somethingElse;
  const technical = `HTTP ${refusal.status} ${refusal.error?.code ?? ''} ${refusal.error?.message ?? refusal.page ?? ''}`;
  return new ModelError(redact(kind.say(meant, server), { ...server, headers: {} }), kind.action, {
    cause: new Error(redact(technical, server).slice(0, 2000)),
    ...(meant.retryAfterMs !== undefined && { retryAfterMs: meant.retryAfterMs }),
    ...(kind.passing && { passing: true }),
    ...(kind.remedy
      ? { remedy: kind.remedy }
      : refusal.page !== undefined && { remedy: 'showResponse' }),
    ...(refusal.body && { response: redact(refusal.body, server).slice(0, longestResponse) }),
  });
}

/** What a user may look at of a response. */
export const longestResponse = 16 * 1024;

/** Inside of an answer, whose own status was 200, the error's words are all there is. */
const statusOf = ({ status, error }: Refusal) =>
  error?.status ?? (status === 200 ? error?.impliedStatus : undefined) ?? status;

const waitOf = ({ retryAfterMs, error }: Refusal) => retryAfterMs ?? error?.retryAfterMs;

const somethingElse: Kind = {
  is: () => true,
  action: 'retry',
  say: (refusal, server) =>
    `${server.name} reported an error${because(refusal, server)} Try again ${when(refusal)}.`,
};

/** Only Ollama words it so; an odd name makes no command that anybody should paste. */
function howToPull(error: ServerError | undefined, model = ''): string | undefined {
  const { code, message } = error ?? { code: '', message: '' };
  const isOllama =
    message.endsWith(', try pulling it first') ||
    (code === 'not_found_error' && /^model '.+' not found$/.test(message));
  return isOllama && /^\w[\w.:/-]*$/.test(model)
    ? `Get it with “ollama pull ${model}”, or choose`
    : undefined;
}

const modelName = (model: string | undefined) =>
  model === undefined ? 'this model' : `model ${quote(model, undefined, 100)}`;

const capital = (text: string) => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

const when = ({ retryAfterMs }: Refusal) =>
  retryAfterMs === undefined ? 'in a moment' : inWords(retryAfterMs);

/** “: “message”.”, or what the web page seems to be, or just the full stop. */
function because({ error, page }: Refusal, server: Server): string {
  if (error?.message) return `: ${quote(error.message, server)}.`;
  if (page === undefined) return '.';
  const title = page && ` ${quote(page, server, 80)}`;
  return ` with a web page${title}, which seems to come from a proxy or from another kind of server.`;
}
