import type { Events, Host, Offer, Requests, ToHost, ToWebview } from '../protocol/rpc';

export interface Port {
  post(message: ToHost): void;
  listen(receive: (message: ToWebview) => void): void;
}

/** What the extension answered instead of a result; its message is the sentence to show. */
export class RequestFailure extends Error {
  override name = 'RequestFailure';

  constructor(
    message: string,
    readonly offer?: Offer,
  ) {
    super(message);
  }
}

/** The webview's end of the protocol: a promise per request, a set of listeners per event. */
export function connect<R extends Requests, E extends Events>(port: Port): Host<R, E> {
  const calls = new Map<number, PromiseWithResolvers<never>>();
  const listeners = new Map<string, Set<(payload: never) => void>>();
  let lastId = 0;

  const hear = (name: string, payload: unknown) =>
    listeners.get(name)?.forEach((listener) => listener(payload as never));

  const settle = (message: Exclude<ToWebview, { type: 'event' }>) => {
    const call = calls.get(message.id);
    calls.delete(message.id);
    if (message.type === 'result') call?.resolve(message.value as never);
    else call?.reject(new RequestFailure(message.message, message.offer));
  };

  port.listen((message) => {
    if (message.type === 'event') hear(message.name, message.payload);
    else settle(message);
  });

  return {
    call(method, input, signal) {
      signal?.throwIfAborted();
      const id = ++lastId;
      const call = Promise.withResolvers<never>();
      calls.set(id, call);
      const cancel = () => {
        if (!calls.delete(id)) return;
        port.post({ type: 'cancel', id });
        call.reject(signal?.reason);
      };
      signal?.addEventListener('abort', cancel, { once: true });
      port.post({ type: 'request', id, method, input });
      return call.promise.finally(() => signal?.removeEventListener('abort', cancel));
    },
    on(name, listener) {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => void set.delete(listener);
    },
  };
}
