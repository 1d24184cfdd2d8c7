/** How long we wait for a server and how much we take from it. */
export interface Limits {
  /** From the question to the first byte of the answer. */
  firstByteMs: number;
  /** Between two pieces of the answer; a keep-alive is a piece. */
  stallMs: number;
  /** For what may follow the end of an answer: usage, and the end of the connection. */
  afterFinishMs: number;
  /** For a list of models. */
  listMs: number;
  /** Characters of a list of models. */
  listLength: number;
  /** Characters of one event. */
  eventLength: number;
  /** Characters of a whole answer with all its wrapping. */
  answerLength: number;
}

export const defaultLimits: Limits = {
  firstByteMs: 120_000,
  stallMs: 120_000,
  afterFinishMs: 2_000,
  listMs: 15_000,
  listLength: 32 * 1024 * 1024,
  eventLength: 16 * 1024 * 1024,
  answerLength: 128 * 1024 * 1024,
};
