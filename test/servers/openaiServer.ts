import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { Gate } from './gate';
import { apiError, type Behaviour, type RecordedRequest, type Script } from './script';
import { chooseScript, type ScriptChoice } from './scripts';
import { playSteps } from './steps';

export type HowItEnded = 'answered' | 'closedByClient' | 'closedByServer';

export interface ServerOptions extends ScriptChoice {
  /** 0, the default, takes any that is free. */
  port?: number;
  /** Names for the keys a test sends; the record has only the names. */
  keys?: Record<string, string>;
  /** Called with each request as it arrives. */
  log?: (request: RecordedRequest) => void;
}

export type OpenaiServer = Awaited<ReturnType<typeof startOpenaiServer>>;

/** Speaks, and when told so misspeaks, the formats of OpenAI, Anthropic and Google on loopback. */
export async function startOpenaiServer(options: ServerOptions = {}) {
  let script: Script = chooseScript(options);
  let waiting = Promise.withResolvers<void>();
  const gate = new Gate();
  const requests: RecordedRequest[] = [];
  const endings: Promise<HowItEnded>[] = [];
  const sockets = new Set<Socket>();

  const serve = async (request: IncomingMessage, response: ServerResponse) => {
    const entry = await recordRequest(request, options.keys ?? {});
    requests.push(entry);
    options.log?.(entry);
    const behaviour = choose(script, entry, keyOf(request) ?? '');
    endings.push(answer(behaviour, response, gate));
    waiting.resolve();
    waiting = Promise.withResolvers();
  };
  const server = createServer((request, response) => {
    // A client that left while it was asking is nothing to record.
    serve(request, response).catch(() => request.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  server.listen(options.port ?? 0, '127.0.0.1');
  await once(server, 'listening');

  return {
    /** The base URL to give to a provider. */
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    setScript(choice: ScriptChoice) {
      script = chooseScript(choice);
    },
    /** Forgets what was asked and the passes of the gate, and answers as at the start. */
    reset() {
      script = chooseScript(options);
      requests.length = 0;
      endings.length = 0;
      gate.close();
    },
    /** Lets this many waiting or future steps pass; `Infinity` opens for good. */
    release: (count = 1) => gate.release(count),
    /** The request with this number, counted from 0, as soon as it is there. */
    async request(index: number): Promise<RecordedRequest> {
      for (;;) {
        const entry = requests[index];
        if (entry && endings[index]) return entry;
        await waiting.promise;
      }
    },
    /** How the answer to the request with this number ended, as soon as it has. */
    async ended(index: number): Promise<HowItEnded> {
      for (;;) {
        const ending = endings[index];
        if (ending) return await ending;
        await waiting.promise;
      }
    },
    async close() {
      gate.release(Infinity);
      const closed = once(server, 'close');
      server.close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

async function answer(behaviour: Behaviour, response: ServerResponse, gate: Gate) {
  const { status = 200, contentType = 'text/event-stream', headers = {}, steps } = behaviour;
  response.writeHead(status, { ...(contentType && { 'content-type': contentType }), ...headers });
  response.flushHeaders();
  return await playSteps(steps, response, gate);
}

function choose(script: Script, entry: RecordedRequest, sentKey: string): Behaviour {
  const route = routes.find(({ asks }) => asks.test(`${entry.method} ${entry.path}`));
  const reply = route && script[route.as];
  if (!reply) return apiError(404, `Invalid URL (${entry.method} ${entry.path})`);
  return typeof reply === 'function' ? reply(entry, sentKey) : reply;
}

/** The paths of OpenAI's two formats, Anthropic's and Google's. */
const routes: { asks: RegExp; as: keyof Script }[] = [
  {
    asks: /^POST \/v1\/(chat\/completions|responses|messages|models\/[^/]+:streamGenerateContent\?alt=sse)$/,
    as: 'chat',
  },
  { asks: /^GET \/v1\/models(\?(limit|pageSize)=1000)?$/, as: 'models' },
];

const keyHeaders = ['authorization', 'x-api-key', 'x-goog-api-key'];

function keyOf({ headers }: IncomingMessage): string | undefined {
  const sent = keyHeaders.map((name) => headers[name]).find((value) => typeof value === 'string');
  return sent?.replace(/^Bearer /, '');
}

async function recordRequest(
  request: IncomingMessage,
  keys: Record<string, string>,
): Promise<RecordedRequest> {
  const rest = Object.entries(request.headers).filter(([name]) => !keyHeaders.includes(name));
  const sent = keyOf(request);
  const named = Object.entries(keys).find(([, key]) => key === sent)?.[0] ?? 'other';
  const headers = rest.map(([name, value]) => [name, String(value)]);
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    headers: Object.fromEntries(headers) as Record<string, string>,
    key: sent === undefined ? 'absent' : named,
    body: parse(await text(request)),
    at: Date.now(),
  };
}

function parse(body: string): unknown {
  if (!body) return null;
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
