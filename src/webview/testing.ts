import type { AppHost } from '../protocol/api';
import type { ToHost, ToWebview } from '../protocol/rpc';
import { connect } from './connect';

type Answer = (input: never) => unknown;

/** An extension that answers as the test says, and what it was asked. */
export function scriptedHost(answers: Record<string, Answer>) {
  const asked: [method: string, input: unknown][] = [];
  const posted: ToHost[] = [];
  let deliver: (message: ToWebview) => void = () => {};

  const answer = async (id: number, method: string, input: unknown) => {
    try {
      const value = await answers[method]?.(input as never);
      // As on the wire: what the test changes later is not changed here.
      deliver({ type: 'result', id, value: structuredClone(value) });
    } catch (error) {
      deliver({ type: 'failure', id, message: error instanceof Error ? error.message : '' });
    }
  };
  const host: AppHost = connect({
    listen: (receive) => (deliver = receive),
    post(message) {
      posted.push(message);
      if (message.type !== 'request') return;
      asked.push([message.method, message.input]);
      void answer(message.id, message.method, message.input); // answers its own failures
    },
  });
  const publish = (name: string, payload: unknown) => deliver({ type: 'event', name, payload });
  const inputsOf = (method: string) =>
    asked.filter(([name]) => name === method).map(([, input]) => input);
  return { host, asked, posted, publish, inputsOf };
}
