import { UserError } from '../db/userError';
import {
  type Handlers,
  MESSAGE_LIMIT,
  type Requests,
  ToHost,
  type ToWebview,
} from '../protocol/rpc';

/** Answers one webview's messages. It answers every request: a lost answer is a spinner that never stops. */
export function createServer<R extends Requests>(
  requests: R,
  handlers: Handlers<R>,
  describe: (error: unknown) => string,
): (message: unknown) => Promise<ToWebview | undefined> {
  const running = new Map<number, AbortController>();

  async function perform(id: number, method: string, input: unknown): Promise<ToWebview> {
    if (running.has(id)) return failure(id, new UserError(`Request ${id} is already running.`));
    const abort = new AbortController();
    running.set(id, abort);
    try {
      const definition = Object.hasOwn(requests, method) ? requests[method] : undefined;
      const handler = handlers[method];
      if (!definition || !handler) throw new UserError(`There is no request called “${method}”.`);
      const value = await handler(definition.input.parse(input) as never, abort.signal);
      return { type: 'result', id, value: definition.output.parse(value) };
    } catch (error) {
      return failure(id, error);
    } finally {
      running.delete(id);
    }
  }

  const failure = (id: number, error: unknown): ToWebview => ({
    type: 'failure',
    id,
    message: describe(error),
  });

  return async (raw) => {
    const message = ToHost.safeParse(raw);
    if (!message.success) {
      return failure(idOf(raw), new UserError('The message from the view was malformed.'));
    }
    if (isOversized(raw)) {
      return failure(message.data.id, new UserError('The message from the view was too large.'));
    }
    if (message.data.type === 'cancel') {
      running.get(message.data.id)?.abort();
      return undefined;
    }
    return perform(message.data.id, message.data.method, message.data.input);
  };
}

/** Of a message that is not one, so that whoever waits for its answer gets it; 0 when nobody can. */
function idOf(raw: unknown): number {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return 0;
  return typeof raw.id === 'number' && Number.isSafeInteger(raw.id) ? raw.id : 0;
}

/** Counts until the limit and no further, so that a hostile message costs no more than an honest one. */
function isOversized(raw: unknown): boolean {
  let left = MESSAGE_LIMIT;
  const waiting: unknown[] = [raw];
  while (waiting.length > 0 && left >= 0) {
    const value = waiting.pop();
    left -= 1;
    if (typeof value === 'string') left -= value.length;
    else if (typeof value === 'object' && value !== null) waiting.push(...Object.values(value));
  }
  return left < 0;
}
