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

const kinds: Kind[] = [
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
    is: /ERR_(PROXY|TUNNEL)_CONNECTION_FAILED/,
    action: 'retry',
    say: ({ name }) =>
      `The proxy on the way to ${name} does not answer. Check VS Code's proxy settings, then try again.`,
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
    say: ({ name }) => `${name} closed the connection without an answer. Try again.`,
  },
];

/** The one sentence for a server that could not be asked. */
export function connectionFault(server: Server, error: unknown): ModelError {
  const technical = redact(describe(error), server);
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

/** Codes and messages of an error and of all that caused it. */
function describe(error: unknown, depth = 0): string {
  if (!(error instanceof Error)) return String(error);
  const inner = error instanceof AggregateError ? error.errors.slice(0, 4) : [];
  const parts = [
    'code' in error && typeof error.code === 'string' ? error.code : '',
    error.message,
    ...(depth < 5 ? [...inner, ...(error.cause ? [error.cause] : [])] : []).map((cause) =>
      describe(cause, depth + 1),
    ),
  ];
  return parts.filter(Boolean).join(' ');
}
