import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createServer } from 'node:tls';

/** A certificate that nobody vouches for but who has it in hand. */
export function selfSigned(host: string): { cert: string; key: string } {
  const folder = mkdtempSync(join(tmpdir(), 'certificate-'));
  const [cert, key] = [join(folder, 'cert.pem'), join(folder, 'key.pem')];
  const args = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '2',
    '-subj',
    `/CN=${host}`,
  ];
  const names = ['-addext', `subjectAltName=${/^[\d.]+$/.test(host) ? 'IP' : 'DNS'}:${host}`];
  execFileSync('openssl', [...args, ...names, '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const made = { cert: readFileSync(cert, 'utf8'), key: readFileSync(key, 'utf8') };
  rmSync(folder, { recursive: true });
  return made;
}

/** Speaks TLS before a server that does not, at an address of its own. */
export async function startTlsFront(
  behind: string,
  { host, ...certificate }: { host: string; cert: string; key: string },
) {
  const sockets = new Set<Socket>();
  const front = createServer(certificate, (socket) => {
    const inner = connect(Number(new URL(behind).port), '127.0.0.1');
    sockets.add(inner);
    socket.on('error', () => inner.destroy());
    inner.on('error', () => socket.destroy());
    socket.pipe(inner).pipe(socket);
  });
  front.on('tlsClientError', () => {}); // who does not trust us leaves
  front.on('connection', (socket) => sockets.add(socket));
  front.listen(0, host);
  await once(front, 'listening');
  return {
    url: `https://${host}:${(front.address() as AddressInfo).port}${new URL(behind).pathname}`,
    close: () => {
      front.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}
