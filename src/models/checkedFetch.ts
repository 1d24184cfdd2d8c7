import { type Progress, wholeLines } from './answerStream';
import { connectionFault, cutFault } from './connectionFault';
import { Deadline } from './deadline';
import type { Limits } from './limits';
import { isModelError, ModelError } from './provider';
import { readText, readUpTo } from './readText';
import { ask, errorLength, errorMs, type Fetch, refused } from './request';
import { responseFault } from './responseFault';
import type { Server } from './server';

/**
 * A fetch for streams of events: what is none is thrown as a {@link ModelError}, before or in the middle of it,
 * and what comes out is UTF-8 in whole lines.
 */
export const checkedFetch =
  (server: Server, limits: Limits, fetch: Fetch, progress: Progress): Fetch =>
  async (input, init) => {
    const deadline = new Deadline();
    deadline.restart(limits.firstByteMs, () => silent(server, limits.firstByteMs));
    try {
      const response = await ask(server, fetch, input, withSignal(init, deadline));
      if (!response.ok) throw await refused(server, response, deadline);
      const text = await readEvents(server, response, deadline);
      const lines = wholeLines(
        watched(server, text, deadline, limits, progress),
        progress,
        server,
        limits,
      );
      return eventStream(lines);
    } catch (error) {
      deadline.clear();
      throw error;
    }
  };

const withSignal = (init: RequestInit | undefined, deadline: Deadline): RequestInit => ({
  ...init,
  signal: init?.signal ? AbortSignal.any([init.signal, deadline.signal]) : deadline.signal,
});

/** The text from its first visible character on. @throws {ModelError} when these are no events */
async function readEvents(server: Server, response: Response, deadline: Deadline) {
  const text = readText(server, response);
  let head = '';
  while (head.length < errorLength && (head.trim() === '' || !isDecided(head, response))) {
    const next = await nextPiece(server, text);
    if (next === undefined) break;
    head += next;
  }
  if (isEvents(head, response)) return join(head, text);
  deadline.restart(errorMs, () => responseFault(server, response, head));
  const body = await readUpTo(join(head, text), errorLength).catch(() => head);
  throw responseFault(server, response, body);
}

async function nextPiece(server: Server, text: AsyncGenerator<string>) {
  try {
    const next = await text.next();
    return next.done ? undefined : next.value;
  } catch (error) {
    throw isModelError(error) || isAbort(error) ? error : connectionFault(server, error);
  }
}

const isAbort = (error: unknown) => error instanceof Error && error.name === 'AbortError';
const isEventType = (response: Response) =>
  (response.headers.get('content-type') ?? '').toLowerCase().includes('text/event-stream');

/** Whether enough has come to tell events from something else. */
const isDecided = (head: string, response: Response) =>
  isEventType(response) || head.trimStart().length >= 8 || /[\r\n]/.test(head.trimStart());

/** Some servers send events and call them plain text, others send an error and call it events. */
const isEvents = (head: string, response: Response) =>
  isEventType(response) ? /^\s*[^\s<{["]/.test(head) : /^\s*(data|event|id|retry)?:/.test(head);

async function* join(head: string, rest: AsyncGenerator<string>): AsyncGenerator<string> {
  if (head) yield head;
  yield* rest;
}

/** The pieces, each within its time; what goes wrong after the end of the answer is not worth a word. */
async function* watched(
  server: Server,
  pieces: AsyncIterable<string>,
  deadline: Deadline,
  limits: Limits,
  progress: Progress,
): AsyncGenerator<string> {
  const wait = () =>
    deadline.restart(progress.finished ? limits.afterFinishMs : limits.stallMs, () =>
      stalled(server, limits.stallMs),
    );
  try {
    wait();
    for await (const piece of pieces) {
      deadline.clear(); // a slow reader is not the server's fault
      yield piece;
      wait();
    }
  } catch (error) {
    if (progress.finished) return;
    if (isModelError(error) || isAbort(error)) throw error;
    throw progress.data ? cutFault(server, error) : connectionFault(server, error);
  } finally {
    deadline.clear();
  }
}

function eventStream(lines: AsyncGenerator<string>): Response {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await lines.next();
      if (next.done) controller.close();
      else controller.enqueue(encoder.encode(next.value));
    },
    async cancel() {
      await lines.return(undefined);
    },
  });
  return new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const silent = ({ name }: Server, ms: number) =>
  new ModelError(
    `${name} has not begun to answer within ${ms / 1000} seconds. Try again, or choose another model.`,
    'retry',
  );

const stalled = ({ name }: Server, ms: number) =>
  new ModelError(
    `${name} stopped in the middle of the answer and sent nothing for ${ms / 1000} seconds. What had arrived is kept. Try again.`,
    'retry',
    { remedy: 'continue' },
  );
