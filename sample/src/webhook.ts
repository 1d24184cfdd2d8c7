import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import { deliver } from './deliver.ts';

export interface WebhookEvent {
  id: string;
  type: 'payment.succeeded' | 'payment.failed' | 'refund.created';
  merchantId: string;
  amountCents: number;
  currency: string;
  createdAt: string;
}

const MAX_BODY_BYTES = 64 * 1024;
/** The processor signs with a timestamp; older ones may be replays. */
const MAX_AGE_SECONDS = 300;

/** `t=1712000000,v1=5257a8…` over `timestamp.body`. */
export function isGenuine(header: string, body: string, secret: string, now = Date.now()): boolean {
  const parts = new Map(header.split(',').map((part) => part.split('=', 2) as [string, string]));
  const timestamp = Number(parts.get('t'));
  if (!Number.isFinite(timestamp) || now / 1000 - timestamp > MAX_AGE_SECONDS) return false;
  const expected = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest();
  const given = Buffer.from(parts.get('v1') ?? '', 'hex');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function read(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new RangeError('Body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** Answers 202 at once: the processor gives up after three seconds, a merchant may take longer. */
export function startServer(secret: string, port = 8080) {
  return createServer(async (request, response) => {
    try {
      const body = await read(request);
      const signature = String(request.headers['x-signature'] ?? '');
      if (!isGenuine(signature, body, secret)) {
        response.writeHead(401).end();
        return;
      }
      response.writeHead(202).end();
      await deliver(JSON.parse(body) as WebhookEvent);
    } catch (error) {
      console.error('webhook failed', error);
      if (!response.headersSent) response.writeHead(400).end();
    }
  }).listen(port);
}
