import { ModelError } from './provider';
import type { Limits } from './limits';
import type { Server } from './server';

/** What has been seen of a stream of events so far. */
export interface Progress {
  /** Something that may hold a piece of the answer. */
  data: boolean;
  /** The server has said how the answer ended. */
  finished: boolean;
  /** What says so, see Wire. */
  readonly finishes: RegExp;
}

/**
 * Hands on whole lines of a stream of events, all ended by one line feed, as soon as they are there, and keeps
 * an endless one from filling the memory.
 */
export async function* wholeLines(
  pieces: AsyncIterable<string>,
  progress: Progress,
  server: Server,
  limits: Limits,
): AsyncGenerator<string> {
  let rest = '';
  let afterReturn = false;
  let length = 0;
  for await (const piece of pieces) {
    // A line feed that follows a carriage return of the piece before belongs to it.
    const text = afterReturn && piece.startsWith('\n') ? piece.slice(1) : piece;
    afterReturn = piece.endsWith('\r');
    length += text.length;
    const { lines, unfinished } = cut(rest, text);
    rest = unfinished;
    if (rest.length > limits.eventLength || length > limits.answerLength) throw tooMuch(server);
    if (lines) yield normalise(lines, progress);
  }
  if (rest) yield normalise(`${rest}\n\n`, progress);
}

/** Looks for the end of a line in what is new only, or a huge event would be searched again with each piece. */
function cut(rest: string, text: string): { lines: string; unfinished: string } {
  const end = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r')) + 1;
  if (end === 0) return { lines: '', unfinished: rest + text };
  return {
    lines: (rest + text.slice(0, end)).replace(/\r\n?/g, '\n'),
    unfinished: text.slice(end),
  };
}

function normalise(lines: string, progress: Progress): string {
  // llama.cpp reports a failure in mid-answer in a field of its own, which other readers ignore.
  const text = lines.replace(/^error:\s*(\{.*)$/gm, 'data: {"error":$1}');
  progress.data ||= /^data:/m.test(text);
  progress.finished ||= progress.finishes.test(text);
  return text;
}

const tooMuch = ({ name }: Server) =>
  new ModelError(
    `${name} sent more than an answer can be, so the connection was closed. What had arrived is kept. Try again, or choose another model.`,
    'retry',
  );
