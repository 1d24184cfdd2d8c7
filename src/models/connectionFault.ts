import { ModelError, type ModelErrorAction } from './provider';
import { quote, redact } from './redact';
import type { Server } from './server';

interface Kind {
  /** Node's, undici's and Chromium's names for it. */
  is: RegExp;
  action: ModelErrorAction;
  /** See {@link ModelError}. */
  passing?: boolean;
  say: (place: { name: string; at: string }) => string;
}

/** Of our own making: what was not reached is not the server. */
const NOT_THE_SERVER = 'ERR_PROXY_CONNECTION_FAILED';

const withoutAnswer = ({ name }: { name: string }) =>
  `${name} closed the connection without an answer. Try again.`;

const kinds: Kind[] = [
  {
    is: /ERR_(PROXY|TUNNEL)_CONNECTION_FAILED/,
    action: 'retry',
    say: ({ name }) =>
      `The proxy on the way to ${name} does not answer. Check VS Code's proxy settings, then try again.`,
  },
  {
    is: /Proxy response \(407\)/,
    action: 'retry',
    say: ({ name }) =>
      `The proxy on the way to ${name} asks who you are. Set http.proxyAuthorization in VS Code's settings, then try again.`,
  },
  {
    is: /Proxy response \(\d+\)/,
    action: 'retry',
    say: ({ name, at }) =>
      `The proxy on the way to ${name} does not let the request through to ${at}. Check VS Code's proxy settings, then try again.`,
  },
  {
    is: /ECONNREFUSED|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT|ERR_CONNECTION_(REFUSED|TIMED_OUT)|ERR_TIMED_OUT/,
    action: 'manageModels',
    say: ({ name, at }) =>
      `${name} does not answer at ${at}. Start it, or check the address in Manage Models.`,
  },
  {
    is: /ENOTFOUND|EAI_AGAIN|ERR_NAME_NOT_RESOLVED/,
    action: 'manageModels',
    say: ({ name, at }) =>
      `No server is known by the address ${at}. Check the address of ${name} in Manage Models, and the network connection.`,
  },
  {
    is: /ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|ERR_INTERNET_DISCONNECTED|ERR_NETWORK_CHANGED|ERR_ADDRESS_UNREACHABLE/,
    action: 'retry',
    say: ({ name, at }) =>
      `${name} cannot be reached at ${at}. Check the network connection, then try again.`,
  },
  {
    is: /ERR_SSL_WRONG_VERSION_NUMBER|ERR_SSL_PACKET_LENGTH_TOO_LONG|EPROTO|ERR_SSL_PROTOCOL_ERROR/,
    action: 'manageModels',
    say: ({ name, at }) =>
      `${name} does not speak https at ${at}. Change the address to http:// in Manage Models.`,
  },
  {
    is: /CERT|SELF_SIGNED|UNABLE_TO_(VERIFY|GET_ISSUER)/,
    action: 'manageModels',
    say: ({ name, at }) =>
      `The certificate of ${name} at ${at} is not trusted on this computer. Check the address in Manage Models, or install the certificate.`,
  },
  {
    is: /HPE_|does not match the HTTP|ERR_INVALID_HTTP_RESPONSE/,
    action: 'manageModels',
    say: ({ name, at }) =>
      `What answers at ${at} does not speak HTTP. Check the address of ${name} in Manage Models.`,
  },
  {
    is: /UND_ERR_(HEADERS|BODY)_TIMEOUT/,
    action: 'retry',
    passing: true,
    say: ({ name }) => `${name} has not sent anything for too long. Try again.`,
  },
  {
    is: /ECONNRESET|EPIPE|UND_ERR_SOCKET|socket hang up|other side closed|ERR_CONNECTION_(RESET|CLOSED)|ERR_EMPTY_RESPONSE/,
    action: 'retry',
    passing: true,
    say: withoutAnswer,
  },
];

/** The one sentence for a server that could not be asked. */
export function connectionFault(server: Server, error: unknown): ModelError {
  const way = isOfServer(server, error) ? '' : `${NOT_THE_SERVER} `;
  const technical = redact(`${way}${describe(error)}`, server);
  const place = { name: server.name, at: new URL(server.baseUrl).origin };
  const kind = kinds.find(({ is }) => is.test(technical));
  const sentence =
    kind?.say(place) ??
    `${place.name} could not be asked at ${place.at}: ${quote(technical, server, 200)}. Try again.`;
  return new ModelError(sentence, kind?.action ?? 'retry', {
    cause: new Error(technical),
    passing: kind?.passing ?? false,
  });
}

/** For an answer that ended before its first word, and without saying why. */
export const nothingFault = (server: Server) => new ModelError(withoutAnswer(server), 'retry');

/** The sentence for an answer that broke off. */
export const cutFault = (server: Server, error?: unknown) =>
  new ModelError(
    `The connection to ${server.name} was cut in the middle of the answer. What had arrived is kept. Try again.`,
    'retry',
    {
      remedy: 'continue',
      ...(error !== undefined && { cause: new Error(redact(describe(error), server)) }),
    },
  );

/** Whether it is about the server's own name and port, as far as it says; a proxy has others. */
function isOfServer({ baseUrl }: Server, error: unknown): boolean {
  const { hostname, port, protocol } = new URL(baseUrl);
  const ports = new Set([Number(port) || (protocol === 'https:' ? 443 : 80)]);
  return causesOf(error).every(
    (cause) =>
      (!('port' in cause) || typeof cause.port !== 'number' || ports.has(cause.port)) &&
      (!('hostname' in cause) || cause.hostname === hostname),
  );
}

const causesOf = (error: unknown, depth = 0): Error[] => {
  if (!(error instanceof Error) || depth > 5) return [];
  const inner: unknown[] = error instanceof AggregateError ? error.errors.slice(0, 4) : [];
  return [error, ...[...inner, error.cause].flatMap((cause) => causesOf(cause, depth + 1))];
};

/** Codes and messages of an error and of all that caused it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const parts = causesOf(error).flatMap((cause) => [
    'code' in cause && typeof cause.code === 'string' ? cause.code : '',
    cause.message,
  ]);
  return parts.filter(Boolean).join(' ');
}
