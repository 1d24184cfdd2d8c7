import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { Duplex } from 'node:stream';

/** What the proxy was asked for. */
export interface Proxied {
  /** As in `CONNECT 10.0.0.1:443`. */
  asked: string;
  authorization: string | undefined;
}

/** A proxy as companies have it; with a password, when it is given one as `Basic …`. */
export async function startProxy(authorization?: string) {
  const seen: Proxied[] = [];
  const sockets = new Set<Duplex>();
  const isKnown = ({ method = '', url = '', headers }: IncomingMessage) => {
    seen.push({ asked: `${method} ${url}`, authorization: headers['proxy-authorization'] });
    return authorization === undefined || headers['proxy-authorization'] === authorization;
  };
  const forward = (incoming: IncomingMessage, response: ServerResponse) => {
    if (!isKnown(incoming)) return response.writeHead(407, unknown).end();
    const { method, headers } = incoming;
    const outgoing = request(incoming.url ?? '', { method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    response.on('close', () => outgoing.destroy());
    return incoming.pipe(outgoing);
  };
  const proxy = createServer(forward);
  proxy.on('connect', (incoming: IncomingMessage, client: Socket) => {
    if (!isKnown(incoming)) {
      client.end('HTTP/1.1 407 Who are you?\r\nProxy-Authenticate: Negotiate\r\n\r\n');
      return;
    }
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const server = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      server.pipe(client).pipe(server);
    });
    sockets.add(server);
    server.on('error', () => client.destroy());
    client.on('error', () => server.destroy());
  });
  proxy.on('connection', (socket) => sockets.add(socket));
  proxy.listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  return {
    url: `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`,
    seen,
    close: () => {
      proxy.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

const unknown = { 'proxy-authenticate': 'Negotiate' };
