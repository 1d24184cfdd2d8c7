import type { Problem } from '../db/schema';
import type { MessageRow } from '../db/shapes';
import { UserError } from '../db/userError';
import { isModelError, type ModelError } from '../models/provider';

/** How an answer ended, as the chat shows it. */
export interface Outcome {
  status: Exclude<MessageRow['status'], 'streaming'>;
  problem: Problem | null;
  /** The same question is likely to be answered soon. */
  again?: Again;
}

export interface Again {
  /** How long the provider asks to wait; undefined when it does not say. */
  afterMs: number | undefined;
}

/** What is kept of a response to be looked at, in UTF-16 code units. */
const LONGEST_RESPONSE = 2_000;

export const STOPPED: Outcome = { status: 'stopped', problem: null };

/** Of a stream that came to its end; `finish` is what the provider said last, if it did. */
export function judge(finish: string | undefined, { isEmpty }: { isEmpty: boolean }): Outcome {
  switch (finish) {
    case undefined:
      return failed('The answer ended before it was whole. What had arrived is kept.');
    case 'length':
      return failed(
        'The answer reached its limit of tokens. Raise Max tokens in the project for more.',
      );
    case 'refusal':
      return failed(
        'The model refused to answer this. Ask in another way, or choose another model.',
        'chooseModel',
      );
    case 'filter':
      return failed('The provider withheld the rest of this answer.');
    default:
      return isEmpty
        ? failed('The model gave an empty answer.')
        : { status: 'done', problem: null };
  }
}

/** Of a stream that broke. What was not written for the user goes to the log. */
export function explain(error: unknown, log: (error: unknown) => void): Outcome {
  if (isModelError(error)) return explainModel(error);
  const forUser = causeForUser(error);
  if (forUser) return failed(forUser.message);
  log(error);
  return failed('Something went wrong. What had arrived is kept; the log says more.');
}

function explainModel(error: ModelError): Outcome {
  const { message: sentence, action, passing, retryAfterMs: afterMs, remedy } = error;
  const response = beginning(error.response ?? '');
  return {
    status: 'failed',
    problem: { sentence, action, ...(remedy && { remedy }), ...(response && { response }) },
    ...(passing && { again: { afterMs } }),
  };
}

/** Half a character cannot be stored. */
const beginning = (text: string) => text.slice(0, LONGEST_RESPONSE).replace(/[\uD800-\uDBFF]$/, '');

/** A query that fails is wrapped in an error that names its SQL; the reason is beneath. */
function causeForUser(error: unknown): UserError | undefined {
  if (error instanceof UserError) return error;
  return error instanceof Error && error.cause !== undefined
    ? causeForUser(error.cause)
    : undefined;
}

/** Of an answer whose end could not be written: the next start finds it as it was at its last piece. */
export const UNSAVED: Outcome = {
  status: 'failed',
  problem: {
    sentence: 'The end of this answer could not be saved. Copy what you need; the log says why.',
  },
};

/** Of an answer that waits in memory until the library can be written to again. */
export const NOT_YET_SAVED: Outcome = {
  status: 'failed',
  problem: {
    sentence:
      'The library cannot be written to now. This answer is kept in memory and saved when it can.',
  },
};

const failed = (sentence: string, action: Problem['action'] = 'retry'): Outcome => ({
  status: 'failed',
  problem: { sentence, action },
});
