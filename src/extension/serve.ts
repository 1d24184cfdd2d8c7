import { UserError } from '../db/userError';
import {
  type Handlers,
  MESSAGE_LIMIT,
  type Offer,
  type Requests,
  ToHost,
  type ToWebview,
} from '../protocol/rpc';

/** Most values in one message; an honest one has a dozen. */
const VALUES_LIMIT = 10_000;

/** Answers one webview's messages. It answers every request: a lost answer is a spinner that never stops. */
export function createServer<R extends Requests>(
  requests: R,
  handlers: Handlers<R>,
  describe: (error: unknown) => string,
  offerFor: (error: unknown) => Offer | undefined = () => undefined,
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

  function cancel(id: number): ToWebview | undefined {
    const request = running.get(id);
    if (!request) return failure(id, new UserError(`Request ${id} is not running.`));
    request.abort();
    return undefined;
  }

  const failure = (id: number, error: unknown): ToWebview => {
    const offer = offerFor(error);
    return { type: 'failure', id, message: describe(error), ...(offer && { offer }) };
  };

  return async (raw) => {
    // Before anything else looks at it: even naming what is wrong with a huge message takes long.
    if (isOversized(raw)) {
      return failure(idOf(raw), new UserError('The message from the view was too large.'));
    }
    const parsed = ToHost.safeParse(raw);
    if (!parsed.success) {
      return failure(idOf(raw), new UserError('The message from the view was malformed.'));
    }
    const message = parsed.data;
    return message.type === 'cancel'
      ? cancel(message.id)
      : perform(message.id, message.method, message.input);
  };
}

/** Of a message that is not one, so that whoever waits for its answer gets it; 0 when nobody can. */
function idOf(raw: unknown): number {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return 0;
  return typeof raw.id === 'number' && Number.isSafeInteger(raw.id) ? raw.id : 0;
}

/** Counts up to the limits and no further, so that a hostile message costs little more than an honest one. */
function isOversized(raw: unknown): boolean {
  let characters = 0;
  let values = 0;
  const waiting: unknown[] = [raw];
  while (waiting.length > 0) {
    const value = waiting.pop();
    if (ArrayBuffer.isView(value)) return true;
    if (typeof value === 'string') characters += value.length;
    else if (typeof value === 'object' && value !== null) {
      for (const key in value) {
        characters += key.length;
        values += 1;
        if (values > VALUES_LIMIT) return true;
        waiting.push((value as Record<string, unknown>)[key]);
      }
    }
    if (characters > MESSAGE_LIMIT) return true;
  }
  return false;
}
