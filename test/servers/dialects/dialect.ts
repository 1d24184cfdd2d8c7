import type { Behaviour } from '../script';

/** What goes wrong, whatever a provider calls it. */
export type Fault =
  | 'wrongKey'
  | 'forbidden'
  | 'noCredit'
  | 'unknownModel'
  | 'overflow'
  | 'badRequest'
  | 'rateLimit'
  | 'server'
  | 'overloaded';

/** How a kind of provider writes its answers: pieces of a stream of events, to be put one after the other. */
export interface Dialect {
  /** What comes before the first piece; most often empty. */
  begin: string;
  word(text: string): string;
  thought(text: string): string;
  /** The end, with the tokens of the whole: 11 in, 4 of them from the cache, and 7 out, 2 of them thoughts. */
  end(reason?: 'stop' | 'length' | 'filter'): string;
  /** An error in the middle of the answer. */
  errorEvent(fault: Fault, message: string): string;
  /** An error with a status of its own. */
  refusal(fault: Fault, message: string, headers?: Record<string, string>): Behaviour;
  /** A piece that has begun as JSON and does not go on as such. */
  malformed: string;
  /** Something that the provider may invent tomorrow. */
  unknown: string;
  /** A whole answer where a stream was asked for. */
  completion: unknown;
}

export const statusOf: Record<Fault, number> = {
  wrongKey: 401,
  forbidden: 403,
  noCredit: 429,
  unknownModel: 404,
  overflow: 400,
  badRequest: 400,
  rateLimit: 429,
  server: 500,
  overloaded: 503,
};
