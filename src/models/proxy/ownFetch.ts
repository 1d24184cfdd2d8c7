import tls from 'node:tls';
import { EnvHttpProxyAgent, fetch, type RequestInit } from 'undici';
import type { Fetch } from '../request';

/** What VS Code's settings say of the way to a server. */
export interface Way {
  /** Empty: as the environment says. */
  proxy: string;
  /** Host names that need no proxy; `*` for all. */
  noProxy: string[];
  /** What the proxy is told; it, and nobody else. */
  authorization: string;
  /** Whether certificates are looked at. */
  strict: boolean;
  /** Whether those of the system count. */
  systemCertificates: boolean;
}

/**
 * A fetch for what VS Code's own does not know: a proxy that is told who asks, and certificates that are not looked
 * at. A bundle of its own, loaded when one of these is set.
 */
export function ownFetch(way: Way): Fetch {
  let dispatcher: EnvHttpProxyAgent | undefined;
  const asked = async (input: string, init: RequestInit) => {
    dispatcher ??= dispatcherFor(way);
    return fetch(input, { ...init, dispatcher });
  };
  // Node's own fetch is another build of the same library, with types of its own.
  return asked as unknown as Fetch;
}

/** VS Code never takes a proxy on the way to this computer. */
const NEAR = ['localhost', '127.0.0.1', '[::1]'];

function dispatcherFor({ proxy, noProxy, authorization, strict, systemCertificates }: Way) {
  const system = systemCertificates ? tls.getCACertificates('system') : [];
  const secure = {
    rejectUnauthorized: strict,
    ca: [...tls.getCACertificates('default'), ...system],
  };
  const direct =
    noProxy.length > 0 ? noProxy : [process.env['no_proxy'] ?? process.env['NO_PROXY'] ?? ''];
  return new EnvHttpProxyAgent({
    ...(proxy && { httpProxy: proxy, httpsProxy: proxy }),
    noProxy: direct.includes('*') ? '*' : [...NEAR, ...direct].join(','),
    ...(authorization && { token: authorization }),
    ...{ connect: secure, requestTls: secure, proxyTls: secure },
  });
}
